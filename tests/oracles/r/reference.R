# The reference cases from a survey drawn anew: Rscript reference.R FOLDER SEED. Writes data, weights and reference.json.
# Needs R 4.1 or newer and the package survey (Debian: r-base-core r-cran-survey).

suppressPackageStartupMessages(library(survey))
here <- dirname(sub("--file=", "", grep("--file=", commandArgs(FALSE), value = TRUE)))
for (part in c("data", "json", "estimates", "tests", "weights", "models", "drivers")) source(file.path(here, paste0(part, ".R")))

arguments <- commandArgs(TRUE)
folder <- arguments[1]
write_data(folder, as.integer(arguments[2]))
d <- read_data(folder, "survey_small.csv")
des <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)
options(survey.ultimate.cluster = FALSE, warn = 1)

all <- weightings()
cases <- c(estimate_cases(), test_cases(all$rake_tight), model_cases(all$rake_tight), raking_cases(all, folder),
           lonely_cases(read_data(folder, "survey_lonely.csv")), design_cases(), jackknife_cases(), driver_cases())
writeLines(json(list(meta = list(R = R.version.string, survey = as.character(packageVersion("survey")),
                                 seed = as.integer(arguments[2])),
                     cases = lapply(cases, function(v) list(r_call = "tests/oracles/r", values = v)))),
           file.path(folder, "reference.json"))
