"""The card's former name, by which the programs of labs know it that were handed out before."""

from campus5g.courseware.lab.learner_card import Card

CaseCard = Card
