"""Everything the report says, as one frozen record. Each part has a file; `record` puts them together."""

from segmentation.report.facts.clusters import (
    BorderFact,
    ClustersFact,
    CriterionFact,
    CurveFact,
    LeftOutFact,
    OutliersFact,
)
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
from segmentation.report.facts.record import (
    FILE_NAME,
    SCHEMA_VERSION,
    Facts,
    make_schema,
    read_facts,
    schema,
    write_facts,
)
from segmentation.report.facts.segments import (
    ActionFact,
    BaseFact,
    ConcentrationFact,
    ConcentrationPoint,
    SegmentFact,
)
from segmentation.report.facts.trends import SegmentTrendFact, SteadinessFact, TrendsFact

__all__ = [
    "FILE_NAME",
    "SCHEMA_VERSION",
    "ActionFact",
    "BaseFact",
    "BorderFact",
    "CellFact",
    "CenterFact",
    "ClustersFact",
    "ConcentrationFact",
    "ConcentrationPoint",
    "CriterionFact",
    "CurveFact",
    "DriftFact",
    "Facts",
    "FlowFact",
    "LedgerFact",
    "LeftOutFact",
    "ModelFact",
    "MovementFact",
    "NameFact",
    "NotableFact",
    "OriginFact",
    "OutliersFact",
    "PsiFact",
    "SegmentFact",
    "SegmentTrendFact",
    "SheetFact",
    "SourceFact",
    "SteadinessFact",
    "TargetFact",
    "TrendsFact",
    "make_schema",
    "read_facts",
    "schema",
    "write_facts",
]
