"""Names of substances: which spellings are one name, and which must never be."""

from __future__ import annotations

import pytest

from rarekg.substances.names import substance_name

SAME = [
    ("Nusinersen", "NUSINERSEN SODIUM"),
    ("Cysteamine hydrochloride", "cysteamine bitartrate"),
    ("sodium oxybate", "Oxybate Sodium"),
    ("onasemnogene abeparvovec-xioi", "Onasemnogene abeparvovec"),
    ("fam-trastuzumab deruxtecan-nxki", "trastuzumab deruxtecan"),
    ("agalsidase alpha", "Agalsidase alfa"),
    ("Interferon beta-1a (recombinant human)", "interferon beta-1a"),
    ("sulphasalazine", "sulfasalazine"),
    ("ciclosporin", "cyclosporine"),
    ("amphetamine", "amfetamine"),
    ("valproic acid", "sodium valproate"),
    ("L-glutamine", "glutamine"),
    ("BIIB067 [nusinersen]", "nusinersen BIIB067"),
    ("nusinersen (ISIS 396443)", "nusinersen"),
    ("acetylcysteine (®Brand)", "acetylcysteine"),
    ("Iodine (I-124) evuzamitide", "iodine (124I) evuzamitide"),
    ("ivacaftor and tezacaftor", "Tezacaftor / Ivacaftor"),
    ("ivacaftor; tezacaftor", "tezacaftor+ivacaftor"),
    ("bictegravir, emtricitabine, and tenofovir", "bictegravir;emtricitabine;tenofovir"),
    ("cells loaded with tumour lysate", "Cells loaded with tumor lysate"),
    ("liothyronine sodium injection", "Liothyronine"),
    ("plasminogen, human-tvmh", "Plasminogen (human)"),
    ("recombinant human galactocerebrosidase (rhGALC)", "Recombinant human galactocerebrosidase"),
    ("Autologous CD34+ cells  transduced ex-vivo", "autologous CD34+ cells transduced ex vivo"),
    ("atorvastatin(1-)", "Atorvastatin calcium"),
    ("burosumab (genetical recombination)", "burosumab-twza"),
    ("β-glucuronidase", "beta glucuronidase"),
]

DIFFERENT = [
    ("ivacaftor", "ivacaftor and tezacaftor"),
    ("interferon alfa-2a", "interferon alfa-2b"),
    ("eftrenonacog alfa", "nonacog alfa"),
    ("tetrabenazine", "deutetrabenazine"),
    ("leucovorin", "levoleucovorin"),
    ("alpha-1 antitrypsin (human)", "recombinant human alpha-1 antitrypsin"),
    ("C1 inhibitor (human)", "C1 inhibitor (recombinant)"),
    ("anti-thymocyte globulin (rabbit)", "anti-thymocyte globulin (equine)"),
    ("iobenguane I 123", "iobenguane I 131"),
    ("Iodine (I124) evuzamitide", "Iodine (I131) evuzamitide"),
    ("monoclonal antibody (CD138)", "monoclonal antibody (CD123)"),
    ("hydrocortisone", "hydrocortisone acetate"),
    ("uridine", "uridine triacetate"),
    ("dimethyl fumarate", "dimethyl sulfate"),
    ("zinc acetate", "zinc sulfate"),
    ("sodium benzoate", "sodium phenylacetate"),
    ("dextran", "dextran sulfate"),
    ("choline chloride", "choline salicylate"),
    ("glycerol phenylbutyrate", "sodium phenylbutyrate"),
    ("(+)-huperzine", "(-)-huperzine"),
    ("N-acetyl-L-leucine", "N-acetyl-DL-leucine"),
    ("belantamab", "belantamab mafodotin"),
    ("paclitaxel", "liposomal paclitaxel"),
    ("vector containing the CNGA3 gene", "vector containing the CNGB3 gene"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_substance(one: str, other: str) -> None:
    assert substance_name(one).base == substance_name(other).base


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_of_different_medicines_stay_different(one: str, other: str) -> None:
    assert substance_name(one).base != substance_name(other).base


def test_a_salt_is_known_as_one() -> None:
    assert substance_name("nusinersen sodium").salted
    assert not substance_name("nusinersen").salted


def test_a_combination_knows_its_parts() -> None:
    assert substance_name("elexacaftor, tezacaftor and ivacaftor").parts == 3
    assert substance_name("1,3-propanedisulfonic acid").parts == 1
    assert substance_name("Cells of the bone marrow, and their products").parts == 1


@pytest.mark.parametrize("text", ["", " ", "-", "®", "()", ",", "and", "/ +"])
def test_texts_that_name_nothing_are_no_error(text: str) -> None:
    assert substance_name(text).base in ("", "and")
