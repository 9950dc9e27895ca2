# The same jobs by R survey, where it is installed: Rscript bench/peer.R job file.csv, prints seconds.
# ordinal and drivers are left out above 10,000 rows: they take minutes.
suppressMessages(library(survey))
options(survey.lonely.psu = "fail")
given <- commandArgs(trailingOnly = TRUE)
data <- read.csv(given[2], stringsAsFactors = TRUE)
data$grade <- factor(data$grade, ordered = TRUE)
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = data)
drivers <- paste(paste0("x", 0:9), collapse = " + ")
margins <- c("sex", "age", "region")
totals <- lapply(margins, function(name) {
  now <- tapply(data$base, data[[name]], sum)
  wanted <- now * seq(0.8, 1.2, length.out = length(now))
  found <- data.frame(names(now), wanted * sum(data$base) / sum(wanted))
  names(found) <- c(name, "Freq")
  found
})
base <- svydesign(ids = ~psu, strata = ~stratum, weights = ~base, data = data)
jobs <- list(
  domains = function() for (item in paste0("q", 0:14))
    svyby(reformulate(item), ~stratum + channel, design, svymean, na.rm = TRUE),
  raking = function() rake(base, lapply(margins, reformulate), totals, control = list(maxit = 1000, epsilon = 1e-9)),
  linear = function() svyglm(as.formula(paste("y ~", drivers)), design),
  ordinal = function() svyolr(as.formula(paste("grade ~", drivers)), design)
)
if (is.null(jobs[[given[1]]]) || (given[1] == "ordinal" && nrow(data) > 10000)) quit(status = 3)
cat(system.time(jobs[[given[1]]]())[["elapsed"]], "\n")
