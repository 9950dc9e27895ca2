"""What is planted in `appliance`: logs of a service that meets some targets, misses some, and cannot show one.

Lists by wave follow WAVES. Shares are those of the process that made the logs: a log differs from them by chance.
"""

from __future__ import annotations

from sample.files import Layout

SEED = 20240427
NOTE = "fixed before any figure was looked at, never changed since"
# Printed with the truth: this much was not fixed beforehand.
CHANGED = {
    "S3-06": (
        "The plan of this figure (handling) was changed after a look at the draw; the seed was not. At first .862 was "
        "planted, about 450 calls were made, and weeks were taken as clusters of calls: the draw of 2024 gave .893, met, "
        "where the plan says not shown. In the second draw, the one kept, exactly .85 of all solved complaints are "
        "satisfied, about 280 calls were made, and every complaint is its own unit. That its verdict in 2024 is the "
        "planned one is therefore no test of anything; the other six figures were never changed."
    )
}
WAVES = [2021, 2022, 2023, 2024]
TICKETS = [18600, 19100, 19600, 20200]
COMPLAINTS = [1480, 1450, 1420, 1400]
INVITATIONS = [5600, 5800, 6000, 6000]
STAFF = [296, 304, 311, 318]

# The seven key figures. 2024: response, training and survey response met; first visit, certificates, major complaints
# not met; satisfaction with complaint handling, known from about 280 calls only, can be shown neither way.
RESPONSE = [0.938, 0.950, 0.956, 0.963]
FIRST_FIX = [0.848, 0.861, 0.868, 0.873]
NOT_CERTIFIED = [19, 0, 0, 8]  # staff
CERTIFICATE_UNKNOWN = [0, 0, 3, 0]
TRAINING = [34.5, 37.8, 40.6, 43.0]  # hours, mean; most gain is in a few long courses
SURVEY = [0.742, 0.772, 0.798, 0.813]
SATISFIED_ANSWERS = [0.69, 0.70, 0.71, 0.72]  # 4 or 5 among those who answered: the response rate says nothing about it
HANDLING = [0.80, 0.83, 0.84, 0.85]  # 2024: on the target itself, which no sample can show
MAJOR_SOLVED = [0.86, 0.88, 0.90, 0.915]

VERDICTS = {
    "met": ["response", "training", "survey_response"], "not_met": ["first_fix", "certified", "major_solved"],
    "not_shown": ["handling"],
}  # fmt: skip

CITIES = {
    "beijing": 0.145, "shanghai": 0.155, "guangzhou": 0.12, "shenzhen": 0.11, "hangzhou": 0.09, "nanjing": 0.08,
    "wuhan": 0.085, "chengdu": 0.08, "xian": 0.06, "shenyang": 0.045, "urumqi": 0.0287, "sanya": 0.0013,
}  # fmt: skip
PRODUCTS = {
    "ac": 0.31, "fridge": 0.17, "washer": 0.16, "tv": 0.10, "heater": 0.12, "kitchen": 0.085, "small": 0.0535,
    "dryer": 0.0015,
}  # fmt: skip
CHANNELS = {"phone": 0.46, "app": 0.21, "wechat": 0.20, "web": 0.05, "store": 0.08}
SEASON = [0.80, 0.72, 0.85, 0.90, 1.02, 1.28, 1.55, 1.42, 1.05, 0.85, 0.80, 0.82]  # tickets by month; air conditioners

# Hours to the first response: log-normal, one spread; what slows it, on the log scale.
SPREAD, WEEK = 0.95, 0.10  # of single tickets; of whole weeks
SLOWER = {"phone": -0.10, "app": 0.05, "wechat": 0.05, "web": 0.25, "store": 0.15, "urumqi": 0.45, "shenyang": 0.15,
          "shanghai": -0.12, "hangzhou": -0.10}  # fmt: skip
SUMMER = 0.18  # air conditioners in June to August
SLOW_MONTH = {2024: ("m07", 0.28)}  # the call centre was moved: a point outside the control limits
NEVER = 0.003  # tickets nobody answers

# Log odds of a repair on the first visit.
FIX = {"small": 0.5, "washer": 0.1, "fridge": -0.2, "ac": -0.1, "kitchen": 0.2, "urumqi": -0.75, "shanghai": 0.2,
       "nanjing": 0.25}  # fmt: skip
REMOTE = {"phone": 0.24, "app": 0.30, "wechat": 0.26, "web": 0.20, "store": 0.05}
VISIT, AGAIN = (26.0, 0.7), (60.0, 0.6)  # hours from response to first visit, to a second one: median, spread
MAJOR = 0.006  # of tickets

REASONS = {"delay": 0.31, "recurring": 0.24, "refused": 0.14, "fee": 0.13, "attitude": 0.10, "other": 0.08}
COMPLAINT_MAJOR = 0.08
SOLVING = {"yes": 0.85, "no": 1.0}  # spread of log hours by major
SOLVED_WITHIN = 0.70  # of other complaints, within 48 hours
DRAWN, REACHED = 0.25, 0.82  # of solved complaints called; of those called, reached
LATE = -0.7  # log odds of being satisfied when the solution took more than 72 hours

LAYOUTS: dict[str, dict[int, list[Layout]]] = {
    "tickets": {
        2021: [Layout("tickets_2021_codes.csv", encoding="gb18030", coded=True, blank="", skipped="")],
        2022: [Layout("tickets_2022.csv", encoding="gb18030", delimiter=";", blank="", skipped="", padded=True)],
        2023: [Layout("tickets_2023.xlsx", blank="", skipped="")],
        2024: [
            Layout("tickets_2024_h1.xlsx", blank="", skipped="", padded=True, share=0.5),
            Layout("tickets_2024_h2.xlsx", blank="", skipped=""),
        ],
    },
    "staff": {
        2021: [Layout("staff_2021_codes.csv", coded=True, blank="", skipped="")],
        **{wave: [Layout(f"staff_{wave}.xlsx", blank="", skipped="")] for wave in (2022, 2023, 2024)},
    },
    "complaints": {
        2021: [Layout("complaints_2021_codes.csv", encoding="gb18030", coded=True, blank="", skipped="")],
        2022: [Layout("complaints_2022.csv", encoding="gb18030", blank="", skipped="")],
        **{wave: [Layout(f"complaints_{wave}.xlsx", blank="", skipped="")] for wave in (2023, 2024)},
    },
    "invitations": {
        2021: [Layout("invitations_2021_codes.csv", coded=True, blank="", skipped="")],
        2022: [Layout("invitations_2022.csv", encoding="gb18030", blank="", skipped="")],
        **{wave: [Layout(f"invitations_{wave}.xlsx", blank="", skipped="")] for wave in (2023, 2024)},
    },
}
# What goes wrong in a wave of tickets; a fortieth of it in the smaller tables.
TWICE, BACKWARDS, IN_WORDS, LEFT_OUT, FULL_WIDTH, WITH_UNIT, STRAY = 40, 6, 8, 14, 25, 25, 20
