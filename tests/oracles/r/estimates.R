# Means, totals, shares, quantiles, ratios, domains and changes, as survey gives them.

OUTCOMES <- c("overall", "top2", "nps", "resolved_first", "wait_minutes", "q1")
SHARES <- c(.1, .25, .5, .75, .9)
one <- function(v) reformulate(v)
interval <- function(x, design) { e <- confint(x, df = degf(design)); list(ci_t_low = e[, 1], ci_t_high = e[, 2]) }

full <- function(x, design)
  c(list(estimate = coef(x), se = setNames(as.vector(SE(x)), names(coef(x)))), interval(x, design))
flat <- function(block) lapply(block, function(v) unname(v))

mean_of <- function(design, v) {
  m <- svymean(one(v), design, na.rm = TRUE, deff = "replace")
  c(flat(full(m, design)), df = degf(design), deff_replace = unname(deff(m)), n_nonmissing = sum(!is.na(d[[v]])))
}

point_se <- function(x, name) setNames(list(unname(coef(x)), as.vector(SE(x))), c(name, "se"))
means_of <- function(design, items = OUTCOMES)
  sapply(items, function(v) point_se(svymean(one(v), design, na.rm = TRUE), "mean"), simplify = FALSE)
totals_of <- function(design, items = c("resolved_first", "wait_minutes"))
  sapply(items, function(v) point_se(svytotal(one(v), design, na.rm = TRUE), "total"), simplify = FALSE)

share_of <- function(design, v, methods = c("xlogit", "beta", "asin", "mean"), ...)
  sapply(methods, function(m) {
    p <- svyciprop(one(v), design, method = m, ...)
    list(p = as.vector(p), se = as.vector(SE(p)), low = attr(p, "ci")[[1]], high = attr(p, "ci")[[2]])
  }, simplify = FALSE)

quantile_of <- function(v, ...) {
  q <- svyquantile(one(v), des, SHARES, na.rm = TRUE, ...)[[1]]
  list(p = SHARES, quantile = unname(q[, 1]), low = unname(q[, 2]), high = unname(q[, 3]), se = unname(q[, 4]))
}

estimate_cases <- function() {
  items <- c(QUESTIONS, OUTCOMES[1:5])
  has <- function(v) des[!is.na(d[[v]]), ]
  joint <- svymean(reformulate(items), des, na.rm = TRUE)
  counts <- function(by) { t <- svytotal(one(by), des); list(estimate = coef(t), se = setNames(as.vector(SE(t)), names(coef(t)))) }
  with_vcov <- function(m) c(full(m, des), list(vcov = vcov(m)))
  by_channel <- svyby(~overall, ~channel, has("overall"), svymean, covmat = TRUE)
  rows <- svyby(~factor(resolved_first), ~channel, des, svymean)
  share_by <- function(m) as.list(svyby(~resolved_first, ~stratum, des, svyciprop, method = m))
  median_by <- svyby(~wait_minutes, ~channel, des, svyquantile, quantiles = .5, vartype = c("se", "ci"))
  d_rare <- update(des, rare = as.numeric(overall == 1))
  ratio <- svyratio(~wait_minutes, ~overall, des, na.rm = TRUE)
  nps_by <- svyby(~nps, ~yearf, has("nps"), svymean, covmat = TRUE)
  change <- svycontrast(nps_by, c(-1, 1))
  channels <- sort(unique(d$channel))
  two_way <- function(v) {
    t <- svyby(one(v), ~stratum + channel, des, svymean, na.rm = TRUE)
    list(mean = t[[v]], se = t$se)
  }
  share_rows <- list()
  for (a in 0:1) {
    share_rows[[paste0("factor(resolved_first)", a)]] <- rows[[paste0("factor(resolved_first)", a)]]
    share_rows[[paste0("se.factor(resolved_first)", a)]] <- rows[[paste0("se.factor(resolved_first)", a)]]
  }
  c(
    list(
      design = list(n = nrow(d), n_strata = length(STRATA), n_psu = nrow(unique(d[c("stratum", "psu")])),
                    degf = degf(des), sum_weights = sum(d$weight)),
      mean = sapply(items, function(v) mean_of(des, v), simplify = FALSE),
      mean_joint = with_vcov(joint),
      total = sapply(items, function(v) flat(full(svytotal(one(v), des, na.rm = TRUE), des)), simplify = FALSE),
      total_counts = list(channel = counts("channel"), stratum = counts("stratum")),
      proportion_channel = with_vcov(svymean(~channel, des)),
      proportion_overall = with_vcov(svymean(~factor(overall), des, na.rm = TRUE)),
      table_channel_by_resolved = list(by = share_rows),
      ciprop_resolved = share_of(des, "resolved_first"),
      ciprop_top2 = share_of(has("top2"), "top2"),
      ciprop_top2_90 = share_of(has("top2"), "top2", level = .9),
      ciprop_rare = share_of(subset(d_rare, !is.na(overall)), "rare"),
      ciprop_top2_dfInf = share_of(has("top2"), "top2", c("xlogit", "asin", "mean"), df = Inf),
      ciprop_domain = sapply(channels, function(k) {
        part <- des[!is.na(d$top2) & d$channel == k, ]
        c(list(degf = degf(part)), share_of(part, "top2"))
      }, simplify = FALSE),
      ciprop_by = list(beta = share_by("beta"), xlogit = share_by("xlogit")),
      quantile_wait_qrules = sapply(c("math", "school", "hf4", "hf5", "hf6", "hf7", "hf8", "hf9"),
                                    function(r) quantile_of("wait_minutes", qrule = r), simplify = FALSE),
      quantile_overall = sapply(c("math", "school", "hf7"), function(r) quantile_of("overall", qrule = r),
                                simplify = FALSE),
      quantile_by_channel = as.list(median_by),
      ratio = list(ratio = as.vector(coef(ratio)), se = as.vector(SE(ratio)),
                   ci_t = as.vector(confint(ratio, df = degf(des)))),
      by_industry = as.list(svyby(~overall, ~stratum, des, svymean, na.rm = TRUE)),
      by_channel = list(
        levels = channels, mean = coef(by_channel), se = as.vector(SE(by_channel)), vcov = vcov(by_channel),
        degf = sapply(channels, function(k) degf(des[d$channel == k, ])),
        n = sapply(channels, function(k) sum(d$channel == k & !is.na(d$overall)))),
      by_channel_nocov = list(
        se = as.vector(SE(by_channel)), vcov_diag = setNames(as.vector(SE(by_channel))^2, channels)),
      by_industry_channel = sapply(OUTCOMES[1:5], two_way, simplify = FALSE),
      by_unwtd_count = list(statistic = svyby(~overall, ~stratum + channel, des, unwtd.count)$counts),
      by_total_channel = as.list(svyby(~resolved_first, ~channel, des, svytotal)),
      by_year_change = list(means = coef(nps_by), se = as.vector(SE(nps_by)), vcov = vcov(nps_by),
                            diff = as.vector(coef(change)), diff_se = as.vector(SE(change))),
      quantile_types = sapply(1:9, function(t) quantile(d$wait_minutes, SHARES, type = t)) |>
        `colnames<-`(paste0("type", 1:9)),
      nps_unweighted = local({
        x <- d$nps[!is.na(d$nps)]
        list(nps = mean(x), se = sqrt(mean((x - mean(x))^2) / length(x)), n = length(x))
      })),
    setNames(lapply(c("mean", "beta", "xlogit", "asin"), function(t) quantile_of("wait_minutes", interval.type = t)),
             paste0("quantile_wait_", c("mean", "beta", "xlogit", "asin"))))
}
