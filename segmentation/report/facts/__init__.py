"""Everything the report says, as one frozen record. Each part has a file; `record` puts them together."""

from segmentation.report.facts.clusters import (
    BorderFact,
    ClustersFact,
    CriterionFact,
    CurveFact,
    LeftOutFact,
    OutliersFact,
)
from segmentation.report.facts.cohorts import (
    CohortFact,
    CohortsFact,
    HorizonFact,
    NewnessFact,
    RetentionFact,
)
from segmentation.report.facts.gates import GateFact
from segmentation.report.facts.lines import (
    LedgerFact,
    SheetFact,
    SourceFact,
)
from segmentation.report.facts.model import CenterFact, DriftFact, ModelFact, NameFact, PsiFact
from segmentation.report.facts.movement import (
    CellFact,
    FlowFact,
    MovementFact,
    NotableFact,
    OriginFact,
    TargetFact,
)
from segmentation.report.facts.points import PointsFact
from segmentation.report.facts.portraits import (
    ArrivalFact,
    CountryFact,
    LastMonthFact,
    OnListFact,
    PortraitFact,
    PortraitsFact,
    PreferencesFact,
    ProductFact,
    QuartilesFact,
)
from segmentation.report.facts.record import (
    FILE_NAME,
    SCHEMA_VERSION,
    Facts,
    make_schema,
    read_facts,
    schema,
    write_facts,
)
from segmentation.report.facts.revenue import (
    Effect,
    EffectFact,
    RevenueChangeFact,
)
from segmentation.report.facts.segments import (
    ActionFact,
    BaseFact,
    ConcentrationFact,
    ConcentrationPoint,
    SegmentFact,
)
from segmentation.report.facts.trends import SegmentTrendFact, SteadinessFact, TrendsFact
from segmentation.report.facts.uplift import GroupFact, ListUpliftFact, UntoldListFact, UpliftFact

__all__ = [
    "FILE_NAME",
    "SCHEMA_VERSION",
    "ActionFact",
    "ArrivalFact",
    "BaseFact",
    "BorderFact",
    "CellFact",
    "CenterFact",
    "ClustersFact",
    "CohortFact",
    "CohortsFact",
    "ConcentrationFact",
    "ConcentrationPoint",
    "CountryFact",
    "CriterionFact",
    "CurveFact",
    "DriftFact",
    "Effect",
    "EffectFact",
    "Facts",
    "FlowFact",
    "GateFact",
    "GroupFact",
    "HorizonFact",
    "LastMonthFact",
    "LedgerFact",
    "LeftOutFact",
    "ListUpliftFact",
    "ModelFact",
    "MovementFact",
    "NameFact",
    "NewnessFact",
    "NotableFact",
    "OnListFact",
    "OriginFact",
    "OutliersFact",
    "PointsFact",
    "PortraitFact",
    "PortraitsFact",
    "PreferencesFact",
    "ProductFact",
    "PsiFact",
    "QuartilesFact",
    "RetentionFact",
    "RevenueChangeFact",
    "SegmentFact",
    "SegmentTrendFact",
    "SheetFact",
    "SourceFact",
    "SteadinessFact",
    "TargetFact",
    "TrendsFact",
    "UntoldListFact",
    "UpliftFact",
    "make_schema",
    "read_facts",
    "schema",
    "write_facts",
]
