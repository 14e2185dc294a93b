"""A class votes: questions of a module, put to everyone in a room, twice (peer instruction, Mazur).

A trainer starts a vote; people join by its code, vote on their phones, discuss, and vote again.
Everything is in the site's records before anyone is told. When the vote ends, who voted what is
erased, and the counts stay.
"""
