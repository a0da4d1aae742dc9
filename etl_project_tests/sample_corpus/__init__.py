"""The sample pages that ship in `data/raw`: invented news, and the code that lays it out.

Everything here is made up: the towns, the people, the companies and the outlets. The folder is written anew with
``python -m etl_project_tests.sample_corpus [folder]``; the result is the same bytes on every machine, because nothing
in it is drawn by lot, read from a clock or compressed.

- ``stories/*.toml``: what happened, as each outlet tells it, and who copied it from whom;
- `stories`: reads them;
- `aggregator` and `outlets`: how a site lays an article out, as functions from stories to text or HTML;
- `parquet_file`: the smallest file that is Parquet;
- `recipes`: the kinds of file that a load folder can hold, and how each is written;
- `plan`: which page arrives on which day;
- `expected`: what a load must make of each page, stated by hand.
"""
