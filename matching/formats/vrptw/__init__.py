from matching.formats.json_value import UnreadableFile
from matching.formats.vrptw.plan import fleet_plan_json, read_fleet_plan
from matching.formats.vrptw.problem import read_fleet

__all__ = ["UnreadableFile", "fleet_plan_json", "read_fleet", "read_fleet_plan"]
