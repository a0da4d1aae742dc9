"""Words that tell what a name is: titles, roles, heads of bodies' and places' names, verbs of saying, in several languages.

A list holds words as `str.casefold` makes them. Words of all languages stand together where no language uses one of them
for something else; what is about one language alone is in `FUNCTION_WORDS`.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION_WORDS = {
    "en": _words("""
        a about above according across actually added adding additionally after afterwards again against ahead all almost
        along already also although always am amid among an and another any anyone anything are aren't around as asked at
        away back be because been before behind being below beside besides between beyond both but by can can't cannot
        could couldn't despite did didn't do does doesn't doing don't down due during each earlier either else elsewhere
        especially even eventually ever every everybody everyone everything except experts fans few finally first firstly
        five following follow for former formerly four from fun further furthermore generally get given going good had
        hadn't has hasn't have haven't having he he'd he'll he's hello her here here's hers herself hi him himself his how
        however hundreds i i'd i'll i'm i've if image in indeed inside instead into is isn't it it'd it'll it's its itself
        just last later lastly lately latest less let let's like likewise looking lots made many maybe me meanwhile mine
        more moreover most mostly much must my myself near nearly neither never nevertheless next nine no nobody none nor
        not nothing notably now of off often oh ok okay on once one only onto opinion or other others otherwise our ours out
        outside over overall own part people per perhaps photo photos picture please police previously quite rather
        read recently related reportedly said same save says second secondly see seven several shall she she'd she'll she's
        should shouldn't similarly since six so some somebody somehow someone something sometimes soon source sources
        still such sure take ten than thank thanks that that's the their theirs them themselves then there there's
        thereafter therefore these they they'd they'll they're they've third this those though thousands three through
        throughout thus to today together tomorrow tonight too toward towards two ultimately under unfortunately unless
        unlike until up upon us use using usually versus very via video wait was wasn't watch we we'd we'll we're we've
        well were weren't what what's whatever when whenever where whereas wherever whether which while who who's whoever
        whole whom whose why will with within without won't would wouldn't yes yesterday yet you you'd you'll you're
        you've your yours yourself click updated update subscribe more exclusive breaking advertisement newsletter
        dear mum dad mom mama papa god lord internet covid-19 covid coronavirus christmas easter thanksgiving halloween
        happy new ramadan american-made nobody's others' earth moon sun mars venus jupiter saturn neptune uranus pluto titan europa ganymede bible quran
        """),
    "de": _words("""
        der die das den dem des ein eine einen einem einer eines und oder aber auch als am an auf aus außerdem bei beim bis
        da dabei dadurch dafür dagegen daher damit danach daneben dann daran darauf daraus darüber darum davon davor dazu
        denn dennoch deshalb deswegen dies diese diesem diesen dieser dieses doch dort durch erst es etwa etwas für gegen
        ganz hat heute indes hingegen hier hinter ich ihr ihre ihren ihm ihn ihnen im in ins ist ja jede jeder jedes jedoch jetzt kein
        keine laut man mehr mein meine mit morgen nach nachdem neben nicht nichts noch nun nur ob obwohl ohne schon sehr
        sei seien sein seine seinen seit sich sie sind so sogar sollte somit sondern sowie statt trotz über um und uns unter
        viele vielmehr vom von vor während war waren warum was weil weiter welche wenn wer werden wie wieder will wir
        wird wo wohl zu zudem zuletzt zum zur zuvor zwar zwei zwischen gestern bereits allerdings beide alle alles
        andere dazu derzeit einst immer insgesamt inzwischen mittlerweile neu neue neuer neues trotzdem uhr
        """),
    "fr": _words("""
        le la les l' un une des du de d' et ou mais où au aux à en dans sur sous pour par avec sans chez entre vers ce cet
        cette ces c' il elle ils elles on nous vous je tu son sa ses leur leurs mon ma mes notre nos votre vos qui que qu'
        quoi dont ne pas plus moins très aussi ainsi alors après avant depuis pendant selon comme si quand lorsque car
        donc puis enfin même tout tous toute toutes autre autres deux trois est sont était être a ont avait face malgré
        parmi pourtant cependant outre hier aujourd'hui demain déjà encore toujours jamais rien personne voilà voici
        """),
    "es": _words("""
        el la los las un una unos unas de del y e o u pero en a al con sin por para según sobre entre hasta desde durante
        tras ante bajo contra es son era fue ser está están ha han había se su sus mi mis tu tus nuestro nuestra lo le les
        que quien quienes cual cuando donde como cómo si no sí más menos muy también tampoco así ahora ayer hoy mañana
        además aunque porque pues mientras este esta estos estas ese esa esos esas aquel eso esto todo toda todos todas
        otro otra otros otras dos tres ya aún nunca siempre sólo solo cada qué yo él ella ellos ellas nosotros hay
        """),
    "it": _words("""
        il lo la i gli le un uno una l' un' di del dello della dei degli delle d' dell' e ed o ma a al allo alla ai agli
        alle da dal dalla dai in nel nello nella nei nelle nell' con su sul sulla sui sulle per tra fra non più meno è sono
        era erano ha hanno aveva si sua suo sue suoi mia mio che chi cui quando dove come se anche così ora ieri oggi
        domani poi già ancora sempre mai questo questa questi queste quello quella quelli quelle tutto tutti tutte altro
        altri due tre dopo prima secondo durante contro senza invece infatti però perché mentre ecco
        """),
    "pt": _words("""
        o a os as um uma uns umas de do da dos das e ou mas em no na nos nas por pelo pela para com sem sobre entre até desde
        é são era foi ser está tem há se seu sua seus suas que quem quando onde como não mais menos muito também assim
        agora ontem hoje amanhã além embora porque pois enquanto este esta isso isto todo toda todos outro outra dois três
        já ainda nunca sempre só cada eu ele ela eles elas nós segundo após
        """),
    "nl": _words("""
        de het een en of maar in op aan bij met van voor naar uit door over onder tussen tegen na tot om te is zijn was
        waren heeft hebben had er dat die dit deze wie wat waar hoe als dan toen ook niet geen meer nog al zo nu ik hij zij
        ze we wij je jij u hun haar zijn mijn ons volgens sinds tijdens daarom echter want omdat terwijl vandaag gisteren
        """),
    "sv": _words("""
        den det de en ett och eller men i på av till för med från om vid under efter innan mellan mot är var har hade som
        inte mer nu så när där hur vad vem jag han hon vi ni dom deras hans hennes sin sitt sina enligt också även sedan då
        här detta denna dessa alla många flera andra två tre just nog foto läs igår idag
        """),
    "no": _words("""
        den det de en ei et og eller men i på av til for med fra om ved under etter før mellom mot er var har hadde som
        ikke mer nå så når der hvor hva hvem jeg han hun vi dere deres hans hennes sin sitt sine ifølge også da her dette
        denne disse alle mange flere andre to tre men foto les i går i dag
        """),
    "da": _words("""
        den det de en et og eller men i på af til for med fra om ved under efter før mellem mod er var har havde som ikke
        mere nu så når der hvor hvad hvem jeg han hun vi deres hans hendes sin sit sine ifølge også da her dette denne
        """),
    "pl": _words("""
        i a o w z na do od po za ze we nie jest są był była było były będzie się to ten ta te tego tej tym tych jak co kto
        gdy gdzie czy ale oraz lub albo bo więc jednak także też już jeszcze tylko bardzo dla przez przed pod nad między
        bez według przy ich jego jej nasz ja on ona oni my wy jeśli ponieważ chociaż podczas po dziś wczoraj jutro wszystko
        wszyscy każdy inne dwa trzy jako tak nawet obecnie natomiast zdaniem
        """),
    "tr": _words("""
        bir bu şu o ve veya ama fakat ile için gibi kadar sonra önce daha çok en de da ki mi ne kim nasıl neden olarak
        olan oldu değil var yok ben sen biz siz onlar her bazı tüm diğer ancak ise göre dün bugün yarın şimdi
        """),
    "ru": _words("""
        в и на не что он она они мы вы я это как а но по из у за от до о об к с со для при без под над между после перед во
        так же бы ли или если когда где кто чтобы потому также уже еще ещё только все всё этот эта эти его ее её их наш
        по-прежнему однако кроме среди согласно сегодня вчера завтра
        """),
}
"""Words that are no names, and so end a name, or begin a sentence, whatever their case; by language."""

CALENDAR = _words("""
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays
    january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept
    oct nov dec mon tue tues wed thu thur thurs fri sat jan. feb. mar. apr. aug. sept. oct. nov. dec.
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar jänner februar märz mai juni juli oktober
    dezember frühling frühjahr sommer herbst winter am pm gmt et edt est pst pdt bst cet utc a.m p.m a.m. p.m.
    """)
"""Days and months, where these are written with a capital."""

HONORIFICS = _words("""
    mr mrs ms miss mx dr prof sir dame lord lady mr. mrs. ms. dr. prof. st.-dr madame monsieur mme m. mme. mlle herr frau
    señor señora sr. sra. don doña signor signora sig. senhor senhora pan pani hr. fru herrn
    """)
"""What stands before the name of a person and of nothing else."""

TITLES = _words("""
    president vice-president minister premier chancellor secretary senator sen sen. representative rep rep. congressman
    congresswoman congressperson governor gov gov. mayor ambassador commissioner chairman chairwoman chairperson speaker
    general gen gen. lieutenant lt lt. colonel col col. sergeant sgt sgt. captain capt capt. major maj maj. admiral adm.
    commander corporal private officer detective sheriff constable inspector superintendent marshal deputy judge justice
    attorney prosecutor professor doctor reverend rev rev. father pastor bishop archbishop cardinal pope rabbi imam
    ayatollah sheikh sheik king queen prince princess emperor empress duke duchess earl baron baroness count countess
    sultan emir crown-prince ceo cfo coo cto chief director coach trainer manager analyst economist strategist
    spokesman spokeswoman spokesperson leader founder co-founder editor correspondent reporter writer journalist author
    councillor councilman councilwoman councilor alderman selectman mp mep mla councilmember assemblyman assemblywoman
    delegate comrade actor actress singer rapper player star quarterback striker goalkeeper midfielder defender winger
    brother sister aunt uncle grandma grandpa saint mother nurse historian activist lawyer ranger firefighter cllr
    member councilmember administrator executive producer organizer organiser strategist evangelist negotiator envoy deputy-director adviser advisor
    promoter commentator pundit superstar frontman presenter comedian filmmaker billionaire entrepreneur astronaut
    honourable honorable hon hon. ministerpräsident ministerpräsidentin bundeskanzler bundeskanzlerin kanzler kanzlerin
    präsident präsidentin bundespräsident bundespräsidentin us-präsident minister ministerin außenminister
    außenministerin innenminister innenministerin finanzminister finanzministerin verteidigungsminister
    verteidigungsministerin wirtschaftsminister wirtschaftsministerin justizminister justizministerin
    gesundheitsminister gesundheitsministerin umweltminister umweltministerin kultusminister kultusministerin
    bildungsministerin bildungsminister bundesminister bundesministerin staatssekretär staatssekretärin bürgermeister
    bürgermeisterin oberbürgermeister oberbürgermeisterin landrat landrätin vorsitzender vorsitzende vorsitzenden
    parteichef parteichefin chef chefin fraktionschef fraktionschefin generalsekretär generalsekretärin sprecher sprecherin
    regierungssprecher trainer cheftrainer stürmer torwart torhüter mittelfeldspieler verteidiger kapitän spieler
    professorin autor autorin schauspieler schauspielerin sänger sängerin regisseur regisseurin staatsanwalt
    richter richterin anwalt anwältin geschäftsführer geschäftsführerin direktor direktorin leiter leiterin
    vorstandschef vorstandschefin konzernchef ökonom ökonomin experte expertin politiker politikerin abgeordneter
    abgeordnete gründer gründerin papst könig königin prinz prinzessin kanzlerkandidat präsidentschaftskandidat
    ex-präsident ex-kanzler ex-kanzlerin landeschef intendant kommissar kommissarin manager sportdirektor bundestrainer
    nationaltrainer landeshauptmann bundesrat bundesrätin stadtrat ständerat nationalrat nationalrätin moderator
    moderatorin journalist journalistin historiker historikerin künstler künstlerin fotograf unternehmer unternehmerin
    premierminister premierministerin us-präsidenten präsidenten ministerpräsidenten kanzlers
    président présidente ministre sénateur sénatrice député députée maire général colonel capitaine juge procureur
    pdg directeur directrice entraîneur chanteur chanteuse acteur actrice avocat avocate pape roi reine
    presidente presidenta ministro ministra alcalde alcaldesa senador senadora diputado diputada general coronel juez
    jueza fiscal director directora entrenador rey reina papa príncipe princesa secretario secretaria portavoz
    premier senatore deputato sindaco sindaca generale giudice direttore direttrice allenatore re regina avvocato
    presidentes primeiro-ministro prefeito governador deputado
    prezydent premier minister marszałek poseł posłanka senator generał profesor prezes rzecznik dyrektor redaktor
    prezydenta premiera ministra prezydentem premierem
    президент премьер министр глава директор генерал
    statsminister statsministeren utrikesminister finansminister statsråd statsråden kung kungen drottning utenriksminister
    cumhurbaşkanı başbakan bakan bakanı başkan başkanı genel
    """)
"""Offices, ranks and callings: with a capital, or at a sentence's beginning, they stand before a name."""

TITLE_ENDS = (
    "minister", "ministerin", "präsident", "präsidentin", "präsidenten", "kanzler", "kanzlerin", "chef", "chefin",
    "sprecher", "sprecherin", "sekretär", "sekretärin", "meister", "meisterin", "politiker", "politikerin", "trainer",
    "trainerin", "vorsitzende", "vorsitzender", "vorsitzenden", "direktor", "direktorin", "experte", "expertin", "forscher",
    "forscherin", "anwalt", "anwältin", "leiter", "leiterin", "kandidat", "kandidatin", "botschafter", "botschafterin",
    "beauftragte", "beauftragter", "spieler", "spielerin", "stürmer", "torwart", "ökonom", "ökonomin", "autor", "autorin",
)  # fmt: skip
"""What German words for offices end in: Außen*minister*, SPD-*Politiker*."""

TITLE_PARTS = _words("""
    prime vice deputy former ex foreign defense defence interior finance treasury press general chief executive financial
    operating technology home health education justice energy trade commerce agriculture transport transportation labor
    labour culture environment police fire assistant associate acting interim senior junior lead late first second third
    then-president current incoming outgoing national security state supreme court attorney district us u.s. uk eu
    head co of and the for crown grand right most rev hon field staff shadow opposition majority minority house senate
    minister-designate general-secretary managing executive-director special envoy vize stellvertretender
    stellvertretende ehemaliger ehemalige früherer frühere damaliger stv. cyber internal external social public works
    local government prince's bank's party's country's team's primer primera primo ancien ancienne affairs relations
    """)
"""What a title is made of, besides its main word."""

ROLES = TITLES | _words("""
    boss billionaire businessman businesswoman entrepreneur expert researcher scientist professor student teacher
    resident residents eyewitness witness neighbor neighbour owner driver pilot passenger victim suspect survivor
    widow wife husband son daughter father mother brother sister partner girlfriend boyfriend ex-wife ex-husband fiancé
    fiancée cousin nephew niece grandson granddaughter grandfather grandmother friend colleague counterpart successor
    predecessor rival opponent candidate nominee politician lawmaker legislator democrat republican conservative
    comedian presenter host broadcaster musician guitarist drummer bassist frontman vocalist songwriter producer composer
    conductor artist painter sculptor designer architect photographer filmmaker director screenwriter novelist poet
    playwright model influencer youtuber streamer chef athlete footballer cricketer golfer boxer swimmer cyclist runner
    sprinter tennis-player forward teammate team-mate skipper referee umpire dictator strongman tsar militant commander
    warlord drug-lord kingpin gangster killer murderer convict prisoner inmate refugee migrant soldier veteran
    physician surgeon psychologist psychiatrist epidemiologist virologist biologist physicist chemist astronomer
    engineer developer programmer ecologist geologist climatologist meteorologist forecaster archaeologist
    anthropologist sociologist philosopher theologian linguist columnist blogger whistleblower publicist agent
    consultant adviser advisor aide chairman official volunteer campaigner organizer organiser farmer fisherman
    shopkeeper publisher librarian curator keeper harbourmaster harbormaster skipper solicitor barrister magistrate
    coroner headteacher headmaster principal dean chancellor provost warden treasurer clerk magnate tycoon mogul investor
    financier banker broker trader lobbyist diplomat envoy negotiator mediator monk nun priest vicar cleric preacher
    evangelist guru legend hero heroine icon pop-star superstar celebrity actor-director named called
    witwe ehefrau ehemann frau mann sohn tochter vater mutter bruder schwester freund freundin kollege kollegin
    """)
"""What a person may be called, in small letters before the name."""

COMPANY_ROLES = _words("""
    company firm manufacturer maker drugmaker carmaker automaker planemaker chipmaker retailer supermarket airline
    carrier startup start-up lender bank broker brokerage insurer developer operator conglomerate giant subsidiary
    supplier brewer miner utility producer publisher developer brand chain contractor app platform rival konzern
    unternehmen firma hersteller autobauer autohersteller einzelhändler bank airline entreprise société empresa
    compañía azienda società bolaget selskapet spółka firmy
    """)
ORGANISATION_ROLES = _words("""
    party group charity union federation association club team agency newspaper magazine broadcaster network channel
    station website outlet tabloid daily weekly journal organisation organization nonprofit nonprofits non-profit ngo
    band trio duo think-tank thinktank tank movement militia watchdog regulator university college school
    partei verein zeitung tageszeitung zeitschrift magazin nachrichtenagentur agentur sender verband gewerkschaft
    organisation parti journal quotidien partido periódico diario quotidiano giornale partito
    """)
PLACE_ROLES = _words("""
    city town village province region state county district municipality suburb neighborhood neighbourhood capital port
    island river lake peninsula hamlet prefecture borough stadt dorf gemeinde insel provinz region ville ciudad città
    """)
"""What a firm, another body and a place may be called, in small letters before the name."""

ORGANISATION_HEADS = _words("""
    ministry department university college school academy institute institution council committee commission party union
    federation association society agency authority bureau office administration board court parliament senate congress
    assembly bundestag foundation trust fund service services police army navy force forces guard corps brigade battalion
    command organisation organization league club hospital clinic center centre museum library gallery orchestra
    philharmonic symphony choir theatre theater church diocese archdiocese cathedral-school seminary embassy consulate
    tribunal secretariat directorate inspectorate registry network alliance coalition confederation initiative project
    campaign movement front brotherhood bank reserve exchange times post herald tribune gazette journal guardian
    telegraph chronicle observer news press daily magazine review radio television broadcasting united fc afc sc cf
    rovers wanderers albion hotspur athletic city-council rangers
    laboratory laboratories observatory caucus elementary prep preparatory panel survey registry taskforce task-force unit division chamber treasury exchequer cabinet forum conference
    registrar ombudsman regulator prosecutor's-office
    ministerium bundesministerium universität hochschule akademie institut rat ausschuss kommission partei gewerkschaft
    verband bundesverband verein gesellschaft behörde amt bundesamt gericht bundesgericht landtag bundesrat senat
    stiftung polizei bundeswehr zentrale klinik krankenhaus museum bibliothek orchester theater kirche zeitung
    tageszeitung bundesbank bundesregierung staatsanwaltschaft bundespolizei
    ministère université école académie conseil comité commission parti syndicat fédération association agence autorité
    bureau tribunal cour assemblée sénat fondation police armée hôpital musée bibliothèque église gouvernement préfecture
    ministerio universidad escuela academia instituto consejo comité comisión partido sindicato federación asociación
    agencia autoridad oficina tribunal corte asamblea senado fundación policía ejército hospital museo biblioteca iglesia
    gobierno ayuntamiento audiencia guardia fiscalía
    ministero università scuola accademia istituto consiglio comitato commissione partito sindacato federazione
    associazione agenzia autorità ufficio tribunale corte assemblea senato fondazione polizia carabinieri esercito
    ospedale museo biblioteca chiesa governo comune procura
    ministério universidade escola conselho comissão partido federação associação agência tribunal assembleia fundação
    polícia exército igreja
    ministerstwo uniwersytet szkoła rada komitet komisja partia związek federacja stowarzyszenie agencja urząd sąd sejm
    fundacja policja wojsko szpital muzeum biblioteka kościół instytut akademia ministerstwa uniwersytetu rady
    министерство университет совет комитет комиссия партия союз федерация ассоциация агентство суд дума фонд полиция
    universitetet högskolan rådet kommissionen partiet polisen departementet
    universitetsjukehus universitet politiet bakanlığı üniversitesi partisi belediyesi
    """)
"""Main words of bodies' names: last in English and German, first in the others, or before ``of``."""

OF_HEADS = _words("""
    ministry department university college school academy institute council committee commission party union federation
    association society agency bureau office board court house church bank chamber league institution faculty division
    secretary-general ministries city town county state republic kingdom isle gulf bay sea strait cape straits duchy
    principality commonwealth confederation congress parliament organization organisation knights order army museum
    museums library foundation center centre fund guild alliance coalition brotherhood sons daughters friends
    states emirates palace tower port lake mount district borough province university's cathedral diocese archdiocese
    institutes national rock province
    """)
"""English words that a name goes on behind with ``of`` or ``for``."""

OF_NOUNS = _words("""
    security trade technology sport sports culture development prevention services science sciences engineering industry
    commerce drug welfare families tourism media exchange human arts art medicine research education health defence
    defense justice finance energy agriculture transport transportation labour labor environment forestry fisheries
    food rural affairs cooperation co-operation investment innovation skills infrastructure housing urban immigration
    customs border protection statistics budget management economics political social public control crafts design
    antiquities monuments heritage history natural tropical hygiene surgeons physicians recreation parks wildlife game
    explosives firearms firearm tobacco alcohol enforcement sustainability climate veterans children youth gender women
    mining minerals petroleum communications telecommunications information works planning records safety standards
    resources water sanitation power planning corrections licensing
    """)
"""Words that stand behind ``and`` in the name of a body: Ministry of Food and *Agriculture*."""

COMPANY_SUFFIXES = _words("""
    inc inc. corp corp. corporation incorporated ltd ltd. limited plc llc llp lp co co. company companies ag gmbh se kg
    kgaa ohg s.a. sa s.a s.p.a. spa s.p.a srl s.r.l. s.r.l nv n.v. bv b.v. ab asa a/s oyj oy as pty k.k. kk pjsc pao ooo
    advisers advisors solutions productions group consulting mobility electric turbines energy power labs studios brands
    dairy farms bakery wines vineyards outfitters autos cars trucks semiconductor networks devices
    holdings holding airlines airways pharmaceuticals pharma therapeutics biosciences biotech technologies motors
    industries enterprises semiconductor semiconductors bancorp insurance brewery breweries studios pictures
    entertainment records software systems electronics robotics aerospace aviation shipping logistics ferries railways
    foods beverages supermarkets stores energy-company ventures partners capital securities financial properties realty
    shipyards shipyard dairies mills petroleum
    """)
"""What a firm's name ends in."""
LEGAL_FORMS = _words("""
    inc inc. corp corp. corporation incorporated ltd ltd. limited plc llc llp lp co co. company ag gmbh se kg kgaa ohg s.a.
    sa s.a s.p.a. spa s.p.a srl s.r.l. s.r.l nv n.v. bv b.v. ab asa a/s oyj oy pty k.k. kk pjsc pao ooo holdings holding
    """)
"""Of these, what a firm is the same without."""

PLACE_HEADS = _words("""
    river peninsula county island islands lake sea ocean bay gulf strait mountain mountains mount hill hills valley desert
    canyon creek beach coast canal falls forest woods park garden gardens street avenue road lane boulevard highway
    drive square plaza bridge tunnel airport station harbour harbor port quay pier dock docks wharf palace castle
    stadium arena hall hotel tower cathedral temple mosque prison jail province prefecture district region territory
    oblast krai village heights ridge reef peak glacier volcano basin delta plateau cape estuary marsh moor fen common
    raceway speedway zoo cabin pavilion ballroom racecourse velodrome terminal pond rapids ave ave. blvd. blvd cemetery crescent terrace row mall reservoir dam corridor fjord archipelago borough township
    lodge inn resort lounge restaurant pub spa auditorium coliseum colosseum amphitheatre amphitheater ballpark marina
    campground trail rockies riviera crossing junction lighthouse cove shoal bight sound
    """)
"""Last words of places' names, in English."""
SITE_HEADS = _words("""
    base field building dome ranch quarter monument grounds springs plains parish abbey monastery shrine synagogue chapel
    basilica fortress citadel barracks towers gorge prairie wetlands refuge freeway expressway turnpike parkway causeway
    bayou atoll isles governorate
    """)
"""The same of those that end other names, too: Ramstein Air *Base*, but no Customer Base."""
ROADS = _words("highway interstate route autobahn autoroute motorway bundesstraße")
"""What stands before the number of a road."""
GERMAN_HEADS = _words("""
    straße strasse platz allee see tor dom brücke ring weg berg wald park bahnhof hauptbahnhof flughafen hafen schloss
    rathaus markt altstadt heide bucht förde land oberland schweiz alb alpen seenplatte hauptstadtregion becken gürtel
    ufer damm frauenkirche stephansdom
    """)
"""What stands behind a word in *-er* or *-ische* in the name of a place: Starnberger *See*, Sächsische *Schweiz*."""
GERMAN_SITES = _words("""
    schloss burg kloster hotel café flughafen bahnhof tierpark stadion bucht golf kap meerenge villa haus
    """)
"""What stands before its name: *Schloss* Bellevue."""
PLACE_FIRST = _words("""
    mount mt mt. lake cape port fort gulf bay isle strait river st. san santa los las rue avenue calle plaza piazza via
    place lac mont île rio río lago monte isla isola playa cabo puerto köln- serra sierra val ilha ilhas islas îles isole
    golfo golfe bahía baie costa côte cerro valle punta château palais parc parque parco stade estadio stadio
    palazzo palacio palau castillo castello aeropuerto aéroport aeroporto puente ponte pont boulevard viale corso paseo
    rua praça avenida barrio torre mar estrecho stretto détroit volcán laguna quartier
    """)
"""First words of places' names."""
CENTERS = _words("""
    music convention civic shopping event events exhibition conference entertainment recreation sports visitor visitors
    community aquatic garden arts congress expo
    """)
"""What stands before *Center* in the name of a place, where it else is one of a body's."""
PLACE_SUFFIXES = (
    "-halle",
    "-arena",
    "-stadion",
    "straße",
    "strasse",
    "platz",
    "allee",
    "brücke",
    "gasse",
    "fluss",
    "gatan",
    "vägen",
    "gata",
    "veien",
)
"""What German and Scandinavian streets, squares and bridges end in."""
ORGANISATION_SUFFIXES = (
    "ministerium", "partei", "verband", "gericht", "universität", "gewerkschaft", "gesellschaft", "kommission", "behörde",
    "staatsanwaltschaft", "universitetet", "departementet", "partiet", "myndigheten", "verket", "direktoratet",
)  # fmt: skip

DIRECTIONS = _words("""
    north south east west northern southern eastern western central upper lower northeast northwest southeast southwest
    inner outer mid greater north-east north-west south-east south-west downtown nord süd ost west norte sur
    nördlich südlich östlich westlich
    """)
PREPOSITIONS = _words("in near at from to outside around across inside throughout toward towards off via between into")
STRONG_PREPOSITIONS = _words("in near outside across throughout inside")
"""Words before a name that make it a place, if nothing tells otherwise; the second only need no gazetteer to agree."""
LOCATIVE = {
    "en": _words("in near nearby outside inside"),
    "de": _words("in aus nach bei nahe"),
    "fr": _words("en à près dans vers"),
    "es": _words("en desde hacia cerca a"),
    "it": _words("in a da presso vicino"),
    "pt": _words("em perto"),
    "nl": _words("in bij nabij uit"),
    "sv": _words("i vid på från nära"),
    "no": _words("i ved på fra nær"),
    "da": _words("i ved på fra nær"),
    "pl": _words("w we do pod koło z ze"),
    "ru": _words("в во из под"),
    "id": _words("di ke dari"),
    "ro": _words("în la din"),
    "cs": _words("v ve do z ze"),
}
"""What stands before the place where something is, by language."""

SPEECH_VERBS = _words("""
    said says say told tells added adds explained explains announced warned warns argued argues claimed claims insisted
    insists noted notes wrote writes tweeted posted admitted admits replied replies recalled recalls confirmed confirms
    declined denied denies believes believe thinks thought suggested suggests stressed testified testifies joked laughed
    commented remarked stated states continued continues concluded concludes acknowledged asked asks urged urges
    vowed pledged pleaded tweets shared revealed reveals described describes
    sagte sagt erklärte erklärt betonte betont meinte meint berichtete berichtet teilte schrieb schreibt kündigte fügte
    dit déclaré affirmé expliqué dijo dice afirmó explicó señaló añadió aseguró declaró ha disse ha spiegato ha detto afferma
    säger sade sa sier fortalte powiedział powiedziała mówi dodał dodała сказал сказала заявил заявила сообщил dedi söyledi
    """)
EMPLOYERS = _words(
    "ceo cfo coo cto ceos executive founder co-founder cofounder chairman employee employees shareholder shareholders"
)
"""Who has a firm, and is had by one."""
PERSON_VERBS = _words("""
    born died married resigned smiled laughed apologised apologized tweeted joked grew starred sang scored pleaded
    testified graduated wept cried wore hugged kissed himself herself
    """)
"""What only persons say, and do."""

NOT_NAMES = _words("""
    ceo cfo coo cto vip tv dvd cd dna rna hiv aids ai it pr pc hr gdp vat ufo id sim gps usb pdf faq diy q&a lgbt lgbtq
    lgbtq+ lgbtqia+ sms atm suv ev evs hd 4k 5g 4g 3g bbc-style wifi wi-fi vpn url html ok nda ipo esg etf etfs covid-19
    mp mps mep pbm pbms mfn nft nfts api ui ux os cpu gpu lcd led ppe ptsd adhd asmr rpg mvp var xi ii iii iv v vi vii viii
    ix x-ray phd mba gcse a-level usd eur gbp aud cad km kg mph cctv bame pm am asap eta rip rsvp fyi lol omg pow gmo cv
    gp gps mot sos dj mc nsfw psa iq pov glp-1 nhs-style sat act bmw-style llm llms saas crm erp hvac icu er mri cpr
    r&b hip-hop r&d m&a pic pics usps-style url www http https html5 isbn issn ipa ceos
    """)
"""Abbreviations that name nobody."""

THINGS = _words("""
    cup finals final day days night week weekend month year award awards prize prizes medal show tour festival series act law
    bill case trial effect games game championship championships open trophy bowl war wars plan doctrine memorial treaty
    accord accords agreement pact deal summit convention olympics olympiad marathon derby classic masters grand-prix
    premiere edition model app watch phone pro max plus mini tv+ trust-fund report bulletin index average survey poll study
    vaccine virus variant syndrome disease storm hurricane typhoon comet mission rocket telescope rover spacecraft ship
    bible testament album single song film movie book novel episode season era age century revolution uprising crisis scandal
    rule rules theory method program programme scheme system style way amendment constitution declaration charter
    gate express line lines flight route award-winner challenge tournament playoffs playoff race stakes cruise cruises falls
    wins win beats beat says deal anniversary jubilee birthday parade march rally strike
    traveller traveler beacon razr partner apps reward rewards card bonus zone belt drive-in live
    """)
"""Last words of what is named but is neither person, body nor place: events, products, works, laws."""

THINGS_FIRST = _words("""
    cyclone hurricane storm typhoon tropical comet asteroid operation project model act chapter article section route
    flight room level phase type series season episode grade category class version
    """)
"""First words of such names."""

NOT_PLACES = _words("""
    most many best same house field field's nice reading mobile orange bath police born date male split tours of bar man
    hall gap wells deal sale battle hope ham rugby sandwich rye ash hull wells bury eye poole cork down stone stroud
    university independence media central union young van see lens essen kiel marl hamm hagen wesel much worms moers enger
    post nancy victoria florence charlotte sydney-based madison austin lincoln houston-born orlando-bloom mercedes
    mitte kita siegen favoriten derby kanton olympia eisen crystal
    santiago-born progress trinity paradise marte obama liberty liberal lead long best spring springs temple normal commerce
    """)
"""Names of cities that mean something else more often than not."""

PARTICLES = _words("""
    van von der den de del della di da dos das du la le ter ten zu zum al el bin ibn ben bint abu abd y af av ap e ould d'
    """)
"""What stands in small letters inside a person's name."""
SUFFIXES_OF_PERSONS = _words("jr jr. sr sr. ii iii iv")

DEMONYMS = _words("""
    alpine afghan afghans african africans albanian algerian american americans andorran angolan arab arabs arabian argentine
    argentinian argentinean armenian asian asians australian australians austrian azerbaijani azeri bahraini bangladeshi
    basque bavarian belarusian belarusians belgian bolivian bosnian brazilian brazilians breton british briton britons
    bulgarian burmese californian cambodian cameroonian canadian canadians catalan caribbean chechen chilean chinese
    colombian congolese cornish corsican croatian croat croats cuban cubans cypriot czech czechs danish dane danes dutch
    ecuadorian egyptian egyptians emirati english englishman ethiopian eritrean estonian european europeans fijian filipino
    filipinos finnish finn finns flemish french frenchman gambian georgian german germans ghanaian greek greeks haitian
    hispanic hispanics honduran hungarian hungarians icelandic indian indians indonesian iranian iranians iraqi iraqis
    irish irishman israeli israelis italian italians ivorian jamaican japanese jewish jew jews jordanian kazakh kenyan
    kenyans korean koreans kosovan kosovar kurdish kurds kurd kuwaiti kyrgyz latino latinos latina latvian lebanese
    liberian libyan lithuanian londoner londoners luxembourgish macedonian malagasy malawian malaysian maltese maori
    mauritian mexican mexicans moldovan mongolian montenegrin moroccan mozambican muslim muslims namibian nepalese nepali
    nicaraguan nigerian nigerians nordic norwegian norwegians omani pakistani pakistanis palestinian palestinians
    panamanian paraguayan parisian persian peruvian polish pole poles portuguese puerto-rican qatari romanian romanians
    russian russians rwandan samoan saudi saudis scandinavian scot scots scottish senegalese serb serbian serbs sicilian
    sikh sikhs singaporean slovak slovakian slovene slovenian somali somalis soviet spaniard spaniards spanish sudanese
    swede swedes swedish swiss syrian syrians taiwanese tanzanian tatar texan thai tibetan tunisian turk turkish turks
    turkmen ugandan ukrainian ukrainians uruguayan uyghur uyghurs uzbek venezuelan venezuelans vietnamese welsh welshman
    western yemeni zambian zimbabwean zulu christian christians catholic catholics protestant protestants buddhist hindu
    hindus islamic islamist islamists asian-american african-american democratic republican
    republicans democrats democrat tory tories conservative liberal communist communists marxist nazi nazis
    latin anglo-saxon north-korean south-korean trans-atlantic transatlantic inuit victorian edwardian elizabethan
    schweizer berliner hamburger münchner wiener kölner frankfurter deutsche deutschen deutscher amerikaner russen
    ukrainer franzosen briten israelis palästinenser europäer français françaises russes américains allemands
    british-born us-american us-amerikaner south-african
    """)
"""Peoples, faiths and camps: no names of places."""

SPORT = _words("""
    goal goals match matches season win wins defeat defeats midfielder striker defender goalkeeper forward winger squad coach
    league kick-off penalty penalties scored scoring scorer stoppage fixture fixtures fans pitch stadium tournament quarter-final
    semi-final relegation substitute substitutes header clean-sheet corner free-kick equaliser equalizer hat-trick injury injured
    tor tore spiel spiele saison sieg niederlage trainer stürmer verteidiger torwart mannschaft tabelle spieltag elfmeter
    gol goles partido temporada but buts saison gardien partita rete squadra
    """)
"""Words of reports about matches."""

PERSON_PARTICLES = _words("""
    van von der den ter ten al el bin ibn ben bint abu af av ap ould
    """)
"""Small words that only persons' names have."""

ROMANCE = _words("""
    de del della di da dos das du la le des dei delle los las do
    """)
"""Small words of Romance languages that join words of any name."""

SPORT_VERBS = _words("""
    won beat lost scored defeated drew edged trailed led trails leads wins loses beats scores qualified signed finished
    hosted visited visits hosts faces face play plays played travel travelled
    """)
OPPOSED = _words(
    "beat beating defeated defeating against edged thrashed versus vs vs. v facing hosting host hosts gegen"
)
"""What stands behind, and before, the town of a team in a report about a match."""

WEAK_HEADS = _words("""
    times post press news daily united review guard front force forces project unit division service fund trust
    network group radio television campaign movement initiative league club conference forum exchange reserve
    board command corps office house bureau comune
    """)
"""Of the heads of bodies' names, those that other names end in, too."""

ALSO_NAMES = _words("""
    may will jan august april june an in so do de la le no less said ten
    """)
"""Function words and months that also are names of persons."""

OF = _words("""
    of for the and der des die den für zur zum du des et de la del di della da do dos das van het
    """)
"""What stands between an office and what it is held of; where a name follows it, that is no person's."""

EXCHANGES = _words("""
    nyse nasdaq lse lon tsx asx amex etr fra epa otc otcmkts hkg tyo nse bse jse tse
    """)
"""Stock exchanges, as they are written before a ticker."""

SURNAMES = _words("""
    Jordan Israel Ireland Holland England France Washington Montana Virginia Chad Georgia Niger
    """)
"""Countries and states that people are called after."""

FAMILY = _words("""
    wife husband son daughter father mother brother sister widow parents family lawyer lawyers attorney
    girlfriend boyfriend girlfriends death body birthday friend friends colleague ex-wife niece nephew career
    """)
"""Whom persons have."""

OF_PLACES = _words("of de di du do da")
"""What stands between a word for a place and its name: the village *of* Alma, vecinos *de* Valencia."""
SETTLEMENTS = _words("""
    ciudad provincia provincias municipio localidad pueblo vecinos habitantes alcalde alcaldesa città sindaco sindaca
    abitanti ville commune habitants maire cidade município prefeito
    city town village hamlet island province district region county municipality suburb neighborhood neighbourhood
    prefecture borough settlement township capital
    """)
"""What is called a place, with ``of`` before its name: the village *of* Alma."""

PLACES_OF = SETTLEMENTS | _words("""
    port state coast mayor governor bishop archbishop outskirts streets residents people citizens invasion occupation
    """)
"""What has a name behind ``of`` that is a place's."""

ACTORS = _words("""
    China Russia Ukraine Israel Hamas Iran India Pakistan Japan Korea Germany France Britain Taiwan Turkey Syria
    Iraq Gaza Lebanon America Canada Mexico Australia Washington Moscow Beijing Kyiv London Paris Berlin Tokyo
    Seoul
    """)
"""Countries and capitals that a hyphen joins: China-Russia."""

NO_SQUARES = (
    "arbeitsplatz", "parkplatz", "spielplatz", "landeplatz", "sportplatz", "campingplatz", "stellplatz", "studienplatz",
    "tabellenplatz", "startplatz", "stehplatz", "fußballplatz", "golfplatz", "ausbildungsplatz", "wohnungsplatz",
)  # fmt: skip
"""What ends in a German word for a square, and is none."""

AREAS = _words("""
    province county district region island islands village town municipality peninsula neighborhood neighbourhood suburb
    prefecture governorate oblast borough township metro plateau archipelago provinces counties districts regions
    villages towns municipalities suburbs boroughs
    """)
"""What stands in small letters behind the name of a place: Logar *province*."""

SITES = _words(
    "airport prison jail stadium river valley lake beach station area harbour harbor mountain mountains forest"
)
"""What stands in small letters behind the name of a site, or of a firm's."""

PLURAL_PLACES = _words("""
    cities towns villages counties states provinces districts regions countries islands suburbs ports capitals
    municipalities neighborhoods neighbourhoods nations boroughs localities communities
    """)
"""What is told of several places: *cities* like Ulm and Bonn."""

ADDRESSES = _words("""
    st st. ave ave. rd rd. blvd blvd. dr. ln ln. pkwy hwy place court way circle lane drive road terrace trail row parkway
    """)
"""What streets are called behind the number of a house: 2134 Caldwell *Place*."""

GERMAN_PLACES = _words("""
    stadt gemeinde ortsteil stadtteil stadtbezirk landkreis hauptstadt provinz bundesland kanton departement großstadt
    kleinstadt hafenstadt küstenstadt grenzstadt millionenstadt stadtviertel vorort hansestadt landeshauptstadt küstenort
    urlaubsort badeort bergdorf nachbarort halbinsel
    """)
"""What Germans call a place before its name, with a capital."""

STREETS = _words("street avenue road boulevard highway airport stadium arena island islands peninsula prison reservoir")
"""Last words of places' names that hardly anybody is called by."""

NEWSPAPERS = _words("""
    citizen courier mercury inquirer examiner standard star sun mail globe dispatch argus echo record register sentinel
    tribune post times herald gazette journal chronicle news
    """)
"""What newspapers of a town are called, behind its name."""

VESSELS = _words("""
    ship vessel ferry tanker freighter trawler yacht schooner tug tugboat frigate destroyer submarine barge cruiser liner
    lifeboat warship steamer coaster icebreaker minesweeper catamaran schiff fähre frachter tanker navire cargo buque nave
    traghetto
    """)
"""What stands in small letters before the name of a ship, which is no entity."""

JOINERS = _words("of for and & the y e und et für pour para des dei delle della dos das los las i og och en w on")
"""Small words that may join the words of a name, besides `PARTICLES`."""

OWNED_BY_FIRMS = _words("shares stock revenue revenues earnings headquarters profits ceo customers products")
"""What only a firm has."""

TOWARDS = _words("""
    from to at around across throughout toward towards between via leaving left visit visited reached
    """)
"""What stands before a place, if a gazetteer knows it."""

SPEECH_BEHIND = _words("de ha sa added confirmed described shared told asked urged")
"""Verbs of saying before which a name is none of a speaker."""

NO_APPOSITION = _words("and but which where with said in while as including or")
"""What goes on with a sentence behind a comma."""
