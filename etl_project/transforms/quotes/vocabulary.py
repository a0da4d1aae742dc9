"""The words by which languages attribute what is said."""

from dataclasses import dataclass
from functools import cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_VERBS = {
    "en": """say says said tell tells told add adds added write writes wrote warn warns warned argue argues argued explain
        explains explained note noted insist insists insisted claim claimed ask asked reply replies replied
        respond responds responded declare declares declared announce announces announced admit admits admitted
        state stated comment commented remark remarked observe observes observed recall recalls recalled
        continue continued conclude concludes concluded suggest suggests suggested stress stresses stressed
        emphasise emphasised emphasize emphasized confirm confirms confirmed deny denied acknowledge acknowledges
        acknowledged concede concedes conceded joke jokes joked quip quips quipped tweet tweets tweeted posted answer answers answered profess professed narrate narrates narrated
        shout shouts shouted whisper whispered lament laments lamented complain complains complained predict predicts
        predicted promise promises promised vow vows vowed pledge pledged caution cautions cautioned contend contends
        contended believe believes hope hopes exclaim exclaimed counter countered retort retorted
        reveal reveals revealed reiterate reiterates reiterated testify testified urge urges urged
        blast blasted muse mused boast boasted reflect reflects recount recounts recounted speculate
        sigh sighed interject interjected opine opined agree agreed advise advises advised reckon reckons reckoned
        captioned assert asserts asserted maintain maintains maintained point pointed read reads
        thunder thundered scoff scoffed enthuse enthused summed comments claims notes remarks highlights highlighted
        emphasises emphasizes promises asserted identifies describes begins began finished""",
    "de": """sagt sagte sagten gesagt sage erklärt erklärte erklärten betont betonte teilt teilte mitgeteilt schreibt schrieb
        schrieben geschrieben meint meinte meinten warnt warnte warnten fragt fragte fragten antwortet antwortete ergänzt ergänzte
        fügt fügte hinzugefügt kritisiert kritisierte fordert forderte forderten berichtet berichtete äußert äußerte
        erzählt erzählte erinnert erinnerte behauptet behauptete bestätigt bestätigte zitiert zitierte ruft rief
        kommentiert kommentierte kündigt kündigte angekündigt versichert versicherte räumt räumte lobt lobte
        begründet begründete urteilt urteilte bekräftigt bekräftigte resümiert resümierte stellt stellte verspricht versprach
        verteidigt verteidigte glaubt glaubte findet fand heißt hieß entgegnet entgegnete führt führte verkündet verkündete
        weiß sprach spricht nannte nennt bezeichnet bezeichnete prognostiziert prognostizierte mahnt mahnte erwidert erwiderte
        klagt klagte bedauert bedauerte unterstrich unterstreicht vermutet vermutete scherzte witzelte spottete gestand gesteht""",
    "fr": """dit disent déclare déclaré déclarent ajoute ajouté affirme affirmé affirment explique expliqué expliquent
        précise précisé estime estimé assure assuré souligne souligné indique indiqué raconte raconté écrit confie confié
        lance lancé répond répondu répète répété juge jugé prévient prévenu regrette regretté dénonce dénoncé rappelle rappelé
        note noté demande demandé annonce annoncé insiste insisté poursuit poursuivi conclut conclu reconnaît reconnu
        témoigne témoigné martèle martelé commente commenté avertit averti plaide plaidé soutient soutenu promet promis
        déplore déploré constate constaté résume résumé détaille détaillé rapporte rapporté reprend""",
    "es": """dice dicen dijo dijeron dicho afirma afirmó afirmado declara declaró declarado explica explicó explicado añade
        añadió añadido agrega agregó agregado señala señaló señalado asegura aseguró asegurado indica indicó comenta comentó
        subraya subrayó remarca remarcó recalca recalcó zanjó zanja advierte advirtió sostiene sostuvo manifiesta manifestó expresa expresó responde respondió pregunta
        preguntó escribe escribió escrito cuenta contó recuerda recordó reconoce reconoció insiste insistió destaca destacó
        denuncia denunció apunta apuntó admite admitió concluye concluyó considera consideró confirma confirmó precisa precisó
        anuncia anunció anunciado relata relató defiende defendió lamenta lamentó reitera reiteró sentenció""",
    "it": """dice dicono disse detto afferma affermato dichiara dichiarato spiega spiegato aggiunge aggiunto sottolinea
        sottolineato scrive scritto racconta raccontato commenta commentato risponde risposto osserva osservato sostiene
        sostenuto ricorda ricordato avverte avvertito conclude concluso chiede chiesto precisa precisato ribadisce ribadito
        annuncia annunciato ammette ammesso assicura assicurato attacca attaccato prosegue proseguito confessa confessato
        riferisce riferito replica replicato denuncia denunciato rivela rivelato continua esclama""",
    "pt": """diz dizem disse disseram dito afirma afirmou declara declarou declarado explica explicou acrescenta acrescentou
        ressalta ressaltou destaca destacou conta contou escreve escreveu responde respondeu comenta comentou avalia avaliou
        alerta alertou garante garantiu lembra lembrou sublinha sublinhou critica criticou anuncia anunciou confirma confirmou
        completa completou questiona questionou reforça reforçou observa observou admite admitiu refere referiu considera
        considerou defende defendeu relata relatou revela revelou pontua pontuou frisa frisou""",
    "nl": """zegt zei zeggen zeiden gezegd vertelt vertelde verklaart verklaarde schrijft schreef aldus meldt meldde stelt stelde
        vindt vond reageert reageerde voegt voegde benadrukt benadrukte waarschuwt waarschuwde vraagt vroeg antwoordt antwoordde
        legt concludeert noemt noemde denkt laat liet""",
    "sv": """säger sade sa sagt berättar berättade skriver skrev förklarar förklarade menar menade tillägger tillade uppger uppgav
        svarar svarade frågar frågade konstaterar konstaterade kommenterar kommenterade betonar""",
    "no": """sier sa sagt forteller fortalte skriver skrev forklarer forklarte mener mente opplyser opplyste svarer svarte spør
        spurte understreker understreket påpeker påpekte legger konstaterer kommenterer""",
    "da": """siger sagde sagt fortæller fortalte skriver skrev forklarer forklarede mener mente oplyser oplyste svarer svarede
        spørger spurgte understreger tilføjer lyder""",
    "pl": """mówi mówił mówiła powiedział powiedziała powiedzieli dodaje dodał dodała stwierdził stwierdziła podkreślił
        podkreśliła zaznaczył zaznaczyła oświadczył oświadczyła napisał napisała wyjaśnił wyjaśniła ocenił oceniła tłumaczy
        tłumaczył przekazał przekazała komentuje przyznał przyznała zapowiedział zapowiedziała ocenia ocenił twierdzi pisze podkreśla wskazał wskazała zakończył zakończyła argumentował
        zapewnił zapewniła zauważył zauważyła podsumował podsumowała ogłosił ostrzegł poinformował poinformowała mówiła podaje skomentował zapewnia""",
    "ar": """قال قالت قالوا يقول تقول أضاف أضافت صرح صرحت صرّح أكد أكدت أكّد ذكر ذكرت أعلن أعلنت أوضح أوضحت كتب كتبت تابع تابعت
        أشار أشارت شدد شددت شدّد حذر حذرت حذّر رد ردت اعتبر اعتبرت نقلت""",
}
_LABELLING = {
    "en": """call calls called describe describes described dub dubs dubbed brand branded label labelled labeled accuse accuses
        accused praise praised hail hailed criticise criticised criticize criticized slam slammed condemn condemned denounce
        denounced compare compared refer referred dismiss dismissed characterise characterised characterize characterized
        blame blamed thank thanked identify identified deem deemed voice voiced express expressed demand demanded want wanted apologise apologised
        apologize apologized feel felt see saw think thinks thought consider considers considered cite cited speak spoke talk talked""",
    "de": "nannte nennt bezeichnet bezeichnete wirft warf kritisiert lobt",
    "fr": "qualifie qualifié qualifiant accuse accusé appelle appelé parle évoque évoqué salue salué",
    "es": "califica calificó tilda tildó describe describió acusa acusó llama llamó",
    "it": "definisce definito accusa accusato chiama chiamato parla",
    "pt": "classifica classificou chama chamou descreve descreveu acusa acusou",
}
"""Verbs that put words into somebody's mouth without being followed by a sentence: called it "a disgrace"."""
_PARTICIPLES = {
    "en": """saying adding noting calling telling writing warning arguing claiming insisting stating explaining describing
        declaring stressing announcing asking joking tweeting posting suggesting promising admitting replying pointing
        emphasising emphasizing urging accusing denouncing conceding predicting citing labelling""",
    "de": "",
    "fr": "ajoutant affirmant expliquant déclarant disant précisant estimant soulignant assurant qualifiant dénonçant",
    "es": "diciendo afirmando añadiendo agregando señalando asegurando explicando",
    "it": "dicendo affermando aggiungendo spiegando sottolineando definendo",
    "pt": "dizendo afirmando acrescentando explicando",
}
"""Their subject is that of the sentence."""
_NOUNLIKE = "comments claims notes remarks highlights note claim state comment remark point read reads reflect hope promise counter reveal sum report sage stelle"
"""Also nouns: verbs only behind a name or a pronoun."""

_HE = {
    "en": "he",
    "de": "er",
    "fr": "il",
    "es": "él",
    "it": "egli lui",
    "pt": "ele",
    "nl": "hij",
    "sv": "han",
    "no": "han",
    "da": "han",
}
_SHE = {
    "en": "she",
    "de": "sie",
    "fr": "elle",
    "es": "ella",
    "it": "ella lei",
    "pt": "ela",
    "nl": "zij ze",
    "sv": "hon",
    "no": "hun",
    "da": "hun",
}
_OTHERS = {
    "en": "they it i we you",
    "de": "es ich wir man",
    "fr": "ils elles on je nous",
    "es": "ellos ellas yo nosotros",
    "it": "loro essi io noi",
    "pt": "eles elas eu nós",
    "nl": "ze het ik we wij",
    "sv": "de vi jag",
    "no": "de vi jeg",
    "da": "de vi jeg",
}
_RELATIVE = "who qui que quien che quem der die som wie"
_ARTICLES = {
    "en": "the a an his her their its our my one another some several many two three four five this that these those both",
    "de": """der die das ein eine einer seine ihre sein ihr dieser diese unser unsere mehrere viele zwei drei""",
    "fr": "le la les l un une des son sa ses leur leurs ce cette ces plusieurs deux",
    "es": "el la los las un una unos unas su sus este esta varios varias dos",
    "it": "il lo la i gli le l un uno una suo sua questo questa due alcuni",
    "pt": "o a os as um uma seu sua este esta dois duas vários",
    "nl": "de het een zijn haar hun",
    "sv": "en ett den det hans hennes",
    "no": "en et den det",
    "da": "en et den det",
}
_PREPOSITIONS = {
    "en": """of for to from with by in on at about after before during under over between against into through as than
        alongside following without within among toward towards near via like behind despite since until per""",
    "de": "von vom für mit aus bei beim in im an am auf über nach vor zu zum zur gegen durch unter des laut wegen seit ohne um zwischen neben",
    "fr": "de du des d à au aux pour par avec dans en sur sous chez contre vers après avant selon depuis entre lors",
    "es": "de del a al para por con en sobre según desde contra tras ante entre durante",
    "it": "di del della dei delle dello degli dell a al alla ai per con in nel nella su sul da dal dalla dall secondo dopo contro tra fra durante",
    "pt": "de do da dos das a ao à para por pelo pela com em no na nos nas sobre segundo após contra entre durante",
    "nl": "van voor met uit bij in op aan over naar door tegen tijdens volgens",
    "sv": "av för med från i på till om efter vid mot hos",
    "no": "av for med fra i på til om etter ved mot hos",
    "da": "af for med fra i på til om efter ved mod hos",
    "pl": "z ze od do dla w we na o po przy za przez przed",
}
_AUXILIARIES = {
    "en": """has have had also then later previously recently once already still even again would will did does could may might
        must should just only simply further went on repeatedly famously reportedly publicly first often now today yesterday
        instead simply therefore monday tuesday wednesday thursday friday saturday sunday never always all""",
    "de": "hat haben hatte hatten habe auch dann später zudem weiter noch bereits wurde dazu daraufhin nun so jetzt selbst",
    "fr": "a ont avait avaient aurait aussi ensuite également encore notamment déjà t alors lui s est",
    "es": "ha han había habría también luego después además ya se lo le así incluso",
    "it": "ha hanno aveva avrebbe anche poi inoltre già infine si lo ancora",
    "pt": "tem havia também ainda depois já se que",
    "pl": "też także jednak bowiem ostatecznie wcześniej później już jeszcze dalej jak natomiast",
    "nl": "heeft hebben had ook dan later nog",
    "sv": "har hade också sedan",
    "no": "har hadde også",
    "da": "har havde også",
}
_PASSIVE = "was were is are been being be wurde wird worden werden été fue sido stato stata foi sido"
_AND = {
    "en": "and",
    "de": "und",
    "fr": "et",
    "es": "y e",
    "it": "e ed",
    "pt": "e",
    "nl": "en",
    "sv": "och",
    "no": "og",
    "da": "og",
    "pl": "i oraz",
    "ar": "و",
}
_CONJUNCTIONS = {
    "en": "but while that as when because if although though whereas or yet so which where",
    "de": "aber während dass weil wenn obwohl oder als denn",
    "fr": "mais alors que lorsque car ou quand parce",
    "es": "pero mientras cuando porque o que",
    "it": "ma mentre quando perché o che",
    "pt": "mas enquanto quando porque ou que",
    "nl": "maar terwijl dat toen omdat of",
    "sv": "men medan att när eftersom",
    "no": "men mens at når fordi",
    "da": "men mens at når fordi",
    "pl": "ale że gdy ponieważ lecz iż gdyż",
    "ar": "إن أن لكن بينما إذ فيما حيث كما",
}
_ACCORDING = {
    "en": ("according to", "in the words of", "as told by"),
    "de": ("laut", "nach angaben von", "so", "nach den worten von"),
    "fr": ("selon", "d'après", "d’après", "pour"),
    "es": ("según", "de acuerdo con", "en palabras de"),
    "it": ("secondo", "a detta di"),
    "pt": ("segundo", "de acordo com", "conforme"),
    "nl": ("volgens", "aldus"),
    "sv": ("enligt",),
    "no": ("ifølge",),
    "da": ("ifølge",),
    "pl": ("według", "zdaniem"),
    "ar": ("وفقا ل", "بحسب", "حسب", "وفق"),
}
_MASCULINE_TITLES = "mr mister sir lord king prince herr monsieur señor don signor senhor pope father emperor duke"
_FEMININE_TITLES = (
    "mrs ms miss madam dame lady queen princess frau madame mme mlle señora doña signora senhora sister duchess"
)
_MEN = """james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald
    steven paul andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan
    stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose
    adam henry nathan douglas zachary peter kyle walter ethan jeremy harold keith christian roger noah gerald carl terry sean
    austin arthur lawrence jesse dylan bryan joe jordan billy bruce albert willie gabriel logan alan juan wayne roy ralph randy
    eugene vincent russell elijah louis bobby philip johnny bill tom mike steve chris dave jim tony matt ben sam nick alex tim
    martin simon neil graham ian stuart gareth hugh nigel trevor derek barry clive oliver harry liam luke boris rishi keir joel
    hans klaus jürgen wolfgang heinz dieter werner uwe bernd günter helmut friedrich olaf lars sven stefan markus andreas
    sebastian florian tobias jan jens karl otto max felix lukas jonas leon fritz ludwig johannes christoph
    pierre jean jacques françois michel philippe alain nicolas laurent olivier emmanuel antoine bruno guillaume hugo julien
    carlos luis miguel manuel jesús javier francisco antonio pedro josé pablo diego fernando sergio jorge rafael alberto mario
    andrés marco giuseppe giovanni luigi francesco alessandro matteo lorenzo andrea paolo roberto stefano giorgio silvio
    joão paulo luiz jair ricardo rui tiago sergey sergei vladimir dmitry dmitri ivan mikhail alexei igor yuri nikolai oleg viktor
    volodymyr andriy mohammed muhammad mohamed ahmed ali hassan hussein mahmoud omar khaled ibrahim abdullah mustafa recep
    erik anders magnus gustav olof mikael henrik bjørn ole jens mads søren piotr andrzej krzysztof tomasz paweł donald jarosław
    xi jinping narendra amit rahul imran barack joe elon jeff mitch ted bernie lebron kobe"""
_WOMEN = """mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly
    emily donna michelle carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley
    anna brenda pamela emma nicole helen samantha katherine christine debra rachel carolyn janet catherine maria heather diane
    ruth julie olivia joyce virginia victoria kelly lauren christina joan evelyn judith megan andrea cheryl hannah jacqueline
    martha gloria teresa ann sara madison frances kathryn janice jean abigail alice julia judy sophia grace denise amber doris
    marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori kate claire lucy jane
    fiona nicola alison gillian theresa priti liz harriet hillary kamala nancy ivanka melania greta meghan taylor oprah
    angela ursula sabine monika petra renate gabriele annalena heike birgit claudia susanne katrin ingrid ute silke lena
    nathalie isabelle sylvie valérie sophie camille brigitte anne élisabeth marine ségolène christine carmen ana lucía elena
    isabel cristina pilar marta rosa yolanda giorgia francesca chiara giulia paola valentina silvia federica elisa fernanda
    beatriz mariana dilma marina olga natalia tatiana svetlana ekaterina irina yulia fatima aisha khadija mariam leila
    eva lotta karin kerstin ingeborg mette astrid agnieszka ewa katarzyna małgorzata beata silvia carole hayley"""


@dataclass(frozen=True)
class Vocabulary:
    """The words of one language, or of all together; in lower case."""

    verbs: frozenset[str]
    labelling: frozenset[str]
    participles: frozenset[str]
    he: frozenset[str]
    she: frozenset[str]
    other_pronouns: frozenset[str]
    articles: frozenset[str]
    prepositions: frozenset[str]
    auxiliaries: frozenset[str]
    ands: frozenset[str]
    conjunctions: frozenset[str]
    """Others that join clauses."""
    according: dict[str, list[tuple[str, ...]]]
    """Phrases, by their first word."""
    drops_pronouns: bool
    """Whether a verb may have no subject: of whom was spoken last."""
    verb_comes_first: bool
    """A verb before its subject also where the quotation follows: "Dazu sagte sie:"."""

    @property
    def pronouns(self) -> frozenset[str]:
        return self.he | self.she | self.other_pronouns


RELATIVE = _words(_RELATIVE)
PASSIVE = _words(_PASSIVE)
NOUNLIKE = _words(_NOUNLIKE)
MASCULINE = _words(_MASCULINE_TITLES)
FEMININE = _words(_FEMININE_TITLES)
MEN = _words(_MEN) - _words(_WOMEN)
WOMEN = _words(_WOMEN) - _words(_MEN)
ABBREVIATIONS = _words(
    """mr mrs ms dr prof st gen sen rep gov lt col sgt capt jr sr vs no hr fr mme mlle sra srta dra adv rev hon pres
    inc ltd co corp bzw ca etc ggf usw art nr al approx dept est jan feb mar apr jun jul aug sept sep oct nov dec"""
)


@cache
def vocabulary(language: str | None) -> Vocabulary:
    """The words of a language; of a language that is not known, those of all."""
    languages = [language] if language in _VERBS else list(_VERBS)

    def words(by_language: dict[str, str]) -> frozenset[str]:
        return frozenset().union(*(_words(by_language.get(code or "", "")) for code in languages))

    according: dict[str, list[tuple[str, ...]]] = {}
    for phrase in (tuple(phrase.split()) for code in languages for phrase in _ACCORDING.get(code or "", ())):
        according.setdefault(phrase[0], []).append(phrase)

    return Vocabulary(
        verbs=words(_VERBS),
        labelling=words(_LABELLING),
        participles=words(_PARTICIPLES),
        he=words(_HE),
        she=words(_SHE),
        other_pronouns=words(_OTHERS) - words(_HE) - words(_SHE),
        articles=words(_ARTICLES),
        prepositions=words(_PREPOSITIONS) - words(_ARTICLES) if len(languages) > 1 else words(_PREPOSITIONS),
        auxiliaries=words(_AUXILIARIES),
        ands=words(_AND),
        # Dutch "of" is "or", English is not.
        conjunctions=words(_CONJUNCTIONS) - words(_AND) - (words(_PREPOSITIONS) if len(languages) > 1 else frozenset()),
        according=according,
        drops_pronouns=language in ("ar", "es", "it", "pl", "pt"),
        verb_comes_first=language != "en",
    )
