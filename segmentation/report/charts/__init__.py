"""Facts and customers become pictures, in one house style; a file for each part of the report."""

from segmentation.report.charts.house_style import drawn, house_style
from segmentation.report.charts.money import shares
from segmentation.report.charts.pictures import Picture, draw_pictures

__all__ = ["Picture", "draw_pictures", "drawn", "house_style", "shares"]
