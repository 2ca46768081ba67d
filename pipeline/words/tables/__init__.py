"""One table of words a language; a module is called as its language: `pt_br` is pt-BR.

A table has every word of the English one. `{name}` is filled in; a word that counts has a form for each plural category that
CLDR gives the language for whole numbers. Translations are neutral in gender where the language allows it: a role is named by
the work (reading), not by who does it.
"""
