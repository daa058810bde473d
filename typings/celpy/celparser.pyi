class CELParseError(Exception):
    line: int | None
    column: int | None
