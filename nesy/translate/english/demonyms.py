"""What people and things of a country are called: ``Norwegian`` of Norway, ``a Brit`` who is British."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_TABLE: Final = """
afghanistan;afghan;  albania;albanian;  algeria;algerian;
america/united states/usa/us/u s/united states of america;american;
angola;angolan;  argentina;argentinian/argentine;  armenia;armenian;  australia;australian;aussie
austria;austrian;  azerbaijan;azerbaijani;  bangladesh;bangladeshi;  belgium;belgian;  bolivia;bolivian;
brazil;brazilian;  britain/great britain/united kingdom/uk/u k;british;brit/briton  bulgaria;bulgarian;
cambodia;cambodian;  canada;canadian;  chile;chilean;  china;chinese;  colombia;colombian;  croatia;croatian;croat
cuba;cuban;  czech republic/czechia;czech;  denmark;danish;dane  ecuador;ecuadorian;  egypt;egyptian;
england;english;englishman/englishwoman  estonia;estonian;  ethiopia;ethiopian;  europe;european;
finland;finnish;finn  france;french;frenchman/frenchwoman  georgia;georgian;  germany;german;  ghana;ghanaian;
greece;greek;  guatemala;guatemalan;  haiti;haitian;  honduras;honduran;  hungary;hungarian;
iceland;icelandic;icelander  india;indian;  indonesia;indonesian;  iran;iranian;  iraq;iraqi;
ireland;irish;irishman/irishwoman  israel;israeli;  italy;italian;  jamaica;jamaican;  japan;japanese;
jordan;jordanian;  kenya;kenyan;  kuwait;kuwaiti;  latvia;latvian;  lebanon;lebanese;  libya;libyan;
lithuania;lithuanian;  malaysia;malaysian;  malta;maltese;  mexico;mexican;  mongolia;mongolian;  morocco;moroccan;
nepal;nepalese/nepali;  netherlands/holland;dutch;dutchman/dutchwoman  nigeria;nigerian;
norway;norwegian;  pakistan;pakistani;  panama;panamanian;  peru;peruvian;  philippines;filipino/philippine;
poland;polish;pole  portugal;portuguese;  romania;romanian;  russia;russian;  saudi arabia;saudi;
scotland;scottish;scot/scotsman/scotswoman  senegal;senegalese;  serbia;serbian;serb  singapore;singaporean;
slovakia;slovak;  slovenia;slovenian;slovene  somalia;somali;  south africa;south african;  south korea;south korean;
korea;korean;  north korea;north korean;  soviet union/ussr;soviet;  spain;spanish;spaniard  sri lanka;sri lankan;
sudan;sudanese;  sweden;swedish;swede  switzerland;swiss;  syria;syrian;  taiwan;taiwanese;  tanzania;tanzanian;
thailand;thai;  tunisia;tunisian;  turkey;turkish;turk  uganda;ugandan;  ukraine;ukrainian;  uruguay;uruguayan;
venezuela;venezuelan;  vietnam;vietnamese;  wales;welsh;welshman/welshwoman  zambia;zambian;  zimbabwe;zimbabwean;
africa;african;  asia;asian;  california;californian;  texas;texan;  hawaii;hawaiian;
"""
"""Places; their adjectives; nouns for their people that are no adjectives."""


def _rows() -> Iterator[tuple[list[str], list[str], list[str]]]:
    for line in _TABLE.strip().splitlines():
        for entry in line.split("  "):
            places, adjectives, people = (part.split("/") if part else [] for part in entry.strip().split(";"))
            yield places, adjectives, people


PEOPLE: Final = {
    form: (adjectives[0], form != person)
    for _, adjectives, people in _rows()
    for person in people
    for form in (person, person[:-3] + "men" if person.endswith("man") else person + "s")
}
"""Nouns for people of a country, with the adjective that says the same and whether they are a plural: ``swedes``."""
PLACES: Final = {adjective: places for places, adjectives, _ in _rows() for adjective in adjectives}
"""The names of the place of each adjective."""
NATIONALITIES: Final = {place: tuple(adjectives) for places, adjectives, _ in _rows() for place in places}
"""The adjectives of each place."""
