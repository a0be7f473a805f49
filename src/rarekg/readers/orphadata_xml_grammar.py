"""Which elements may stand in which, product by product (Orphadata, files of 2019 to 2025).

Former element names are the present ones here (`orphadata_xml_stream.FORMER_NAMES`). Until 2019
every word of a closed list had an ORPHA number of its own, hence `OrphaCode` in them.
"""

from __future__ import annotations

from rarekg.readers.orphadata_xml_stream import Grammar

RECORDS = frozenset(["Disorder", "HPODisorderSetStatus"])


def _grammar(**elements: str) -> dict[str, frozenset[str]]:
    return {tag: frozenset(inner.split()) for tag, inner in elements.items()}


_WORD = "Name OrphaCode"
_LIST = _grammar(
    JDBOR="Availability DisorderList",
    DisorderList="Disorder",
    DisorderType=_WORD,
    DisorderGroup=_WORD,
)
_RELATIONS = _grammar(
    DisorderDisorderAssociationList="DisorderDisorderAssociation",
    DisorderDisorderAssociation="TargetDisorder RootDisorder DisorderDisorderAssociationType",
    TargetDisorder="OrphaCode Name",
    RootDisorder="OrphaCode Name",
    DisorderDisorderAssociationType=_WORD,
)

GRAMMARS: dict[str, Grammar] = {
    "nomenclature": _LIST
    | _RELATIONS
    | _grammar(
        Disorder=(
            "OrphaCode Name DisorderFlagList SynonymList DisorderType ExternalReferenceList "
            "DisorderDisorderAssociationList SummaryInformationList"
        ),
        DisorderFlagList="DisorderFlag",
        DisorderFlag="Value",
        SynonymList="Synonym",
        ExternalReferenceList="ExternalReference",
        ExternalReference="Source Reference DisorderMappingRelation",
        DisorderMappingRelation=_WORD,
        SummaryInformationList="SummaryInformation",
        SummaryInformation="TextSectionList",
        TextSectionList="TextSection",
        TextSection="TextSectionType Contents",
        TextSectionType=_WORD,
    ),
    "classification": _grammar(
        JDBOR="Availability ClassificationList",
        ClassificationList="Classification",
        Classification="OrphaCode Name ClassificationNodeRootList",
        ClassificationNodeRootList="ClassificationNode",
        ClassificationNode="Disorder ClassificationNodeChildList",
        ClassificationNodeChildList="ClassificationNode",
        Disorder="OrphaCode Name DisorderType",
        DisorderType=_WORD,
    ),
    "phenotypes": _LIST
    | _grammar(
        JDBOR="Availability DisorderList HPODisorderSetStatusList",
        HPODisorderSetStatusList="HPODisorderSetStatus",
        HPODisorderSetStatus="Disorder",
        Disorder="OrphaCode HPODisorderAssociationList",
        HPODisorderAssociationList="HPODisorderAssociation",
        HPODisorderAssociation="HPO HPOFrequency DiagnosticCriteria",
        HPO="HPOId",
        HPOFrequency=_WORD,
        DiagnosticCriteria=_WORD,
    ),
    "genes": _LIST
    | _grammar(
        Disorder="OrphaCode DisorderGeneAssociationList",
        DisorderGeneAssociationList="DisorderGeneAssociation",
        DisorderGeneAssociation=(
            "SourceOfValidation Gene DisorderGeneAssociationType DisorderGeneAssociationStatus"
        ),
        Gene="OrphaCode Name Symbol SynonymList GeneType ExternalReferenceList LocusList",
        SynonymList="Synonym",
        GeneType=_WORD,
        ExternalReferenceList="ExternalReference",
        ExternalReference="Source Reference",
        LocusList="Locus",
        Locus="GeneLocus",
        DisorderGeneAssociationType=_WORD,
        DisorderGeneAssociationStatus=_WORD,
    ),
    "linearisation": _LIST
    | _RELATIONS
    | _grammar(Disorder="OrphaCode DisorderDisorderAssociationList"),
    "epidemiology": _LIST
    | _grammar(
        Disorder="OrphaCode PrevalenceList",
        PrevalenceList="Prevalence",
        Prevalence=(
            "Source PrevalenceType PrevalenceQualification PrevalenceClass ValMoy "
            "PrevalenceGeographic PrevalenceValidationStatus"
        ),
        PrevalenceType=_WORD,
        PrevalenceQualification=_WORD,
        PrevalenceClass=_WORD,
        PrevalenceGeographic=_WORD,
        PrevalenceValidationStatus=_WORD,
    ),
    "natural_history": _LIST
    | _grammar(
        Disorder="OrphaCode AverageAgeOfOnsetList TypeOfInheritanceList",
        AverageAgeOfOnsetList="AverageAgeOfOnset",
        AverageAgeOfOnset=_WORD,
        TypeOfInheritanceList="TypeOfInheritance",
        TypeOfInheritance=_WORD,
    ),
}
