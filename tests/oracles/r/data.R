# A survey drawn anew from a seed: the columns of survey_small.csv, survey_lonely.csv and pop_margins.csv.
# 12 industries (strata) of 20 cities (PSUs), uneven weights, ten ratings that share a factor, gaps that depend on the
# channel, an overall rating, a yes/no, a skewed waiting time. Written and read again, so that R and Python see one file.

STRATA <- c("Airlines", "Automotive", "Banking", "Cloud", "Energy", "Grocery", "Healthcare", "Hospitality", "Insurance",
            "Logistics", "Retail", "Telecom")
CHANNELS <- c("bot", "online", "phone", "store")
MARGINS <- list(
  sex = c(F = 513000, M = 487000),
  age_group = c("18-24" = 118000, "25-34" = 172000, "35-44" = 169000, "45-54" = 164000, "55+" = 377000),
  region = c(North = 310000, South = 270000, East = 190000, West = 230000))
QUESTIONS <- paste0("q", 1:10)

draw <- function(n = 3200, psus = 20) {
  place <- sample(length(STRATA) * psus, n, replace = TRUE)
  stratum <- (place - 1) %/% psus + 1
  city <- rnorm(length(STRATA) * psus, sd = .35)[place] + rnorm(length(STRATA), sd = .3)[stratum]
  channel <- sample(CHANNELS, n, replace = TRUE, prob = c(.15, .3, .34, .21))
  general <- city + c(bot = -.5, online = .1, phone = 0, store = .5)[channel] + rnorm(n)
  scale10 <- function(x) pmin(pmax(round(x), 1), 10)
  ratings <- sapply(1:10, function(j) scale10(7.6 - .15 * j + (1.5 - .1 * j) * general + rnorm(n, sd = 1.2)))
  overall <- scale10(1 + ratings %*% (seq(.2, .02, length.out = 10) / 1.35) + .3 * general + rnorm(n, sd = .8))
  gap <- function(x, rate) ifelse(runif(n) < rate * ifelse(channel == "bot", 2, 1), NA, x)
  ratings <- apply(ratings, 2, gap, rate = .03)
  colnames(ratings) <- QUESTIONS
  d <- data.frame(
    id = seq_len(n), stratum = STRATA[stratum], psu = (place - 1) %% psus + 1, weight = exp(rnorm(n, sd = .45)),
    sex = sample(c("F", "M"), n, TRUE, c(.57, .43)),
    age_group = sample(names(MARGINS$age_group), n, TRUE, c(.16, .24, .2, .17, .23)),
    region = sample(names(MARGINS$region), n, TRUE), channel = channel, year = sample(2023:2024, n, TRUE), ratings,
    overall = gap(overall, .01), resolved_first = rbinom(n, 1, plogis(.5 + .5 * general)),
    wait_minutes = round(rlnorm(n, 1.6 - .1 * general, .9), 1))
  d$weight <- round(d$weight * 1e6 / sum(d$weight), 4)
  d
}

write_data <- function(folder, seed) {
  set.seed(seed)
  put <- function(x, name) write.csv(x, file.path(folder, name), row.names = FALSE, na = "", quote = FALSE)
  d <- draw()
  put(d, "survey_small.csv")
  put(subset(d, !(stratum %in% c("Cloud", "Logistics")) | psu == 1), "survey_lonely.csv")
  put(do.call(rbind, lapply(names(MARGINS), function(m)
    data.frame(variable = m, level = names(MARGINS[[m]]), count = MARGINS[[m]]))), "pop_margins.csv")
}

read_data <- function(folder, name) {
  d <- read.csv(file.path(folder, name), na.strings = "", stringsAsFactors = FALSE)
  d$top2 <- as.numeric(d$overall >= 9)
  d$nps <- 100 * ((d$overall >= 9) - (d$overall <= 6))
  d$ov3 <- cut(d$overall, c(0, 6, 8, 10), labels = c("low", "mid", "high"), ordered_result = TRUE)
  d$q13 <- cut(d$q1, c(0, 6, 8, 10), labels = c("low", "mid", "high"), ordered_result = TRUE)
  d$yearf <- factor(d$year)
  d$rf <- factor(d$resolved_first)
  d$wait <- round(d$wait_minutes)
  d
}
