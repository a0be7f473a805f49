"""Words in names of patient organisations that say no disease, and everyday words that do."""

from __future__ import annotations

import re

from rarekg.linking.lexicon import word_set

SILENT = word_set(
    """de la le les du des d l et e of the and for with in on against fur für und der die das den
    dem mit von vom zur zum im am an bei gegen contre per di del della dei degli il lo gli i a al
    alla contro pour avec aux au en y beider beide ch dr"""
)

# What stands on both sides of these is two things, not one.
JOINING = word_set("and und et e oder or ou o for für pour per gegen contre contro with mit avec")

# Organisations and people, what they do, and where.
ORGANISATION = word_set(
    """association associations associazione verein verband vereinigung gesellschaft gruppe group
    groupe groupement gruppo forum stiftung fondation fondazione foundation fund fonds fondo liga
    lega ligue league society societe société società societa federation fédération federazione
    bund union network netzwerk réseau reseau rete initiative consortium alliance coalition club
    community council rat zentrum center centre centro office organisation organization
    patientenorganisation patientenvereinigung patientengruppe selbsthilfe selbsthilfegruppe
    selbshilfegruppe selbsthilfeorganisation kontaktgruppe kontaktstelle interessengemeinschaft ig
    assoc souffrant souffrants atteints atteintes leidende leidenden affetti frauen femmes
    donne donna uomo hilfe hilfsverein aide aiuto support supporto help action elternvereinigung
    elternverein advocates advocacy trust
    patient patients patienten patientinnen patienti pazienti pazienten betroffene betroffener
    betroffenen betroffenem angehörige angehöriger angehörigen kranke kranker kranken malades
    malade malati people person persons personen menschen families familles famiglie familien amis
    friends eltern parents genitori enfants enfant kinder kind bambini children child kids youth
    jugend erwachsene adults affected leben living vivre
    research recherche ricerca forschung information study
    schweizerische schweizerischer schweizerisches schweizer schweiz suisse suisses svizzera
    svizzero svizzeri swiss switzerland sschweiz national nationale international internationale
    internationaler european europäische européenne europeenne europea europe europa deutsche
    deutscher world welt romande romand deutschschweiz"""
)
# "Diabetesgesellschaft": the word before the general one.
COMPOUND = re.compile(
    r"(?P<what>\w{4,}?)s?(?:gesellschaft|vereinigung|verein|verband|liga|stiftung|forum|hilfe"
    r"|gruppe|patienten|patientinnen|betroffene|betroffenen|kranke|kranken|rat|zentrum|forschung)"
)
# Swiss places, and adjectives made of places: Zürcher, Solothurner, vaudoise, ticinese.
PLACE = re.compile(
    r"(?:zürich|zurich|bern|berne|luzern|lucerne|uri|schwyz|obwalden|nidwalden|glarus|zug|fribourg"
    r"|freiburg|solothurn|basel|bâle|bale|baselland|schaffhausen|appenzell|gallen|st|graubünden"
    r"|grischun|aargau|thurgau|ticino|tessin|vaud|valais|wallis|neuchâtel|neuchatel|neuchatêl"
    r"|genève|geneve|genf|geneva|jura|biel|bienne|lausanne|lugano|bellinzona|winterthur|gl|fr|fl"
    r"|sg|ag|zh|be|vd|vs|ge|ti|region|kanton|kantons|canton|cantone|ost|ostschweiz|zentralschweiz|innerschweiz"
    r"|west|westschweiz|nord|nordwestschweiz|francophone|belgien|niederlande|deutschland|england|österreich|france|italia"
    r"|(?:zürch|bern|luzern|bas|solothurn|aargau|thurgau|bündn|schaffhaus|glarn|appenzell"
    r"|freiburg|wallis|tessin|genf|ostschweiz|zentralschweiz|st)l?er(?:ische|ischer|isches)?"
    r"|vaudois\w*|valaisann\w*|fribourgeois\w*|genevois\w*|neuch[aâ]telois\w*|jurassien\w*|bernois\w*"
    r"|tessinois\w*|ticines[ei]|romand\w*)"
)

# Everyday words of the four languages whose stem is not that of the English name.
SAID = {
    "diabetes": "diabetes mellitus",
    "diabete": "diabetes mellitus",
    "diabète": "diabetes mellitus",
    "diabétiques": "diabetes mellitus",
    "diabetiques": "diabetes mellitus",
    "diabetiker": "diabetes mellitus",
    "diabetici": "diabetes mellitus",
    "brustkrebs": "breast cancer",
    "cancer du sein": "breast cancer",
    "lungenkrebs": "lung cancer",
    "cancer du poumon": "lung cancer",
    "prostatakrebs": "prostate cancer",
    "cancer de la prostate": "prostate cancer",
    "darmkrebs": "colorectal cancer",
    "eierstockkrebs": "ovarian cancer",
    "blutkrebs": "leukemia",
    "zwangsstörungen": "obsessive-compulsive disorder",
    "adipositas": "obesity",
    "sida": "aids",
    "aids": "aids",
    "hiv": "hiv infectious disease",
    "mukoviszidose": "cystic fibrosis",
    "mucoviscidose": "cystic fibrosis",
    "cystische fibrose": "cystic fibrosis",
    "fibrosi cistica": "cystic fibrosis",
    "sclérose en plaques": "multiple sclerosis",
    "tubäre sklerose": "tuberous sclerosis complex",
    "tuberöse sklerose": "tuberous sclerosis complex",
    "tuberöse hirnsklerose": "tuberous sclerosis complex",
    "sclérose tubéreuse": "tuberous sclerosis complex",
    "sclerosi tuberosa": "tuberous sclerosis complex",
    "colitis ulcerosa": "ulcerative colitis",
    "lupus erythematodes": "lupus erythematosus",
    "lupus érythémateux": "lupus erythematosus",
    "morbus bechterew": "ankylosing spondylitis",
    "bechterew": "ankylosing spondylitis",
    "schizophrener": "schizophrenia",
    "pulmonaler hypertonie": "pulmonary hypertension",
    "pulmonale hypertonie": "pulmonary hypertension",
    "hypertension pulmonaire": "pulmonary hypertension",
    "lungenfibrose": "pulmonary fibrosis",
    "familiäre hypercholesterinämie": "familial hypercholesterolemia",
    "bluter": "hemophilia",
    "zöliakie": "celiac disease",
    "restless legs": "restless legs syndrome",
    "muskeldystrophie": "muscular dystrophy",
}

# Of "Niemann-Pick disease", the names of the persons name it by themselves; of one person, only
# these, which few think of anything else by.
EPONYMS = word_set(
    """parkinson parkinsons alzheimer alzheimers crohn crohns sanfilippo marfan huntington duchenne
    rett fabry gaucher pompe angelman tourette sjögren behçet dravet turner bechterew"""
)
EPONYM_ENDINGS = frozenset({"disease", "syndrome"})
TOO_WIDE = frozenset(
    word_set(
        """cancer krebs tumor tumour tumeur tumore tumori allergy allergie allergien pain schmerz
        infection infections disease disorder syndrome schmerzen rheuma fever death obstruction
        vaccine vaccines colitis autism"""
    )
    | {"infectious disease", "infectious diseases", "rare disease", "rare diseases"}
    | {"blood disease", "blood diseases", "maladies rares", "seltene krankheiten"}
)
