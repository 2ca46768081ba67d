"""The words that an episode shows of its own, in the language of the episode; lists, numbers, dates and plurals by CLDR. Pure.

A producer's texts are none of them. There is one table a language in `tables`; themes and shows add tables of their own.
"""

from pipeline.words.spoken import NEEDED, Forms, Table, Words, languages, mistake, own_name, spoken

__all__ = ["NEEDED", "Forms", "Table", "Words", "languages", "mistake", "own_name", "spoken"]
