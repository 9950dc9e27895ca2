# Weighting and designs: raking, calibration, post-strata, lonely PSUs, jackknife, other declarations of the same rows.

kish <- function(w) list(n = length(w), n_eff = sum(w)^2 / sum(w^2), deff = length(w) * sum(w^2) / sum(w)^2, sum = sum(w),
                         min = min(w), max = max(w), median = median(w))
margin <- function(m) data.frame(setNames(list(names(MARGINS[[m]])), m), Freq = MARGINS[[m]], row.names = NULL)
TOTAL <- sum(MARGINS$sex)

weightings <- function() {
  raked <- rake(des, lapply(names(MARGINS), one), lapply(names(MARGINS), margin), control = list(maxit = 500, epsilon = 1e-13))
  totals <- c(TOTAL, unlist(lapply(MARGINS, function(m) m[order(names(m))][-1])))
  formula <- reformulate(names(MARGINS))
  names(totals) <- colnames(model.matrix(formula, d))
  cal <- function(...) calibrate(des, formula, totals, epsilon = 1e-13, maxit = 500, ...)
  cells <- expand.grid(sex = names(MARGINS$sex), age_group = names(MARGINS$age_group), stringsAsFactors = FALSE)
  cells$Freq <- MARGINS$sex[cells$sex] * MARGINS$age_group[cells$age_group] / TOTAL
  list(base = des, rake_tight = raked, cal_raking = cal(calfun = "raking"), cal_linear = cal(calfun = "linear"),
       cal_logit_03_3 = cal(calfun = "logit", bounds = c(.3, 3)), poststrat_sex_age = postStratify(des, ~sex + age_group, cells))
}

raking_cases <- function(all, folder) {
  w <- as.data.frame(lapply(all, weights))
  text <- as.data.frame(lapply(w, function(x) sprintf("%.17g", x)))
  write.csv(cbind(id = d$id, text), file.path(folder, "weights_reference.csv"), row.names = FALSE, quote = FALSE)
  named <- setNames(all, sub("poststrat_sex_age", "poststrat", names(all)))
  fixed <- svydesign(ids = ~psu, strata = ~stratum, weights = ~rake_tight, data = cbind(d, rake_tight = w$rake_tight), nest = TRUE)
  by <- svyby(~overall, ~channel, all$rake_tight, svymean, na.rm = TRUE)
  complete <- d[complete.cases(d[c("overall", QUESTIONS)]), ]
  x <- complete[c("overall", QUESTIONS)]
  unbiased <- cov.wt(x, complete$weight, cor = TRUE); ml <- cov.wt(x, complete$weight, method = "ML")
  v <- svyvar(reformulate(QUESTIONS[1:5]), des, na.rm = TRUE)
  size <- sqrt(diag(as.matrix(v)))
  first5 <- function(m) `dimnames<-`(m, list(QUESTIONS[1:5], QUESTIONS[1:5]))
  list(
    weighted_means_se = lapply(named, means_of), weighted_totals_se = lapply(named, totals_of),
    weights_plain_se = list(means = means_of(fixed), totals = totals_of(fixed)),
    raked_by_channel = list(mean = coef(by), se = as.vector(SE(by))),
    rake = list(tight = kish(w$rake_tight), margins_achieved = lapply(names(MARGINS), function(m) tapply(w$rake_tight, d[[m]], sum) |> c())),
    calibrate_info = lapply(w, kish),
    kish = c(kish(d$weight), list(by_channel = lapply(split(d$weight, d$channel), kish))),
    weighted_descriptives = list(center = unbiased$center, cov_unbiased = unbiased$cov, cov_ML = ml$cov, cor = unbiased$cor),
    var_cov = list(var = first5(matrix(as.vector(as.matrix(v)), 5)), cor = first5(as.matrix(v) / outer(size, size)),
                   se = first5(matrix(as.vector(SE(v)), 5))))
}

lonely_cases <- function(lonely_data) {
  lonely <- function(kind) {
    options(survey.lonely.psu = kind)
    design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = lonely_data, nest = TRUE)
    by <- svyby(~overall, ~channel, design, svymean, na.rm = TRUE)
    jkn <- as.svrepdesign(design)
    list(linear = list(degf = degf(design), means = means_of(design), totals = totals_of(design),
                       by_channel = list(mean = coef(by), se = as.vector(SE(by)))),
         jkn = list(means = means_of(jkn), n_reps = ncol(weights(jkn))))
  }
  kinds <- c("adjust", "average", "certainty", "remove")
  both <- lapply(kinds, lonely)
  options(survey.lonely.psu = "adjust", survey.adjust.domain.lonely = FALSE)
  part <- subset(des, (psu == 1 & stratum >= "H") | (psu <= 2 & stratum < "H"))
  m <- svymean(~overall, part, na.rm = TRUE)
  options(survey.lonely.psu = "fail")
  error <- tryCatch(svymean(~resolved_first, svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = lonely_data,
                                                       nest = TRUE)), error = conditionMessage)
  c(setNames(lapply(both, `[[`, "linear"), paste0("lonely_", kinds)),
    setNames(lapply(both, `[[`, "jkn"), paste0("lonely_jkn_", kinds)),
    list(lonely_domain_FALSE = list(mean = coef(m)[[1]], se = as.vector(SE(m))), lonely_fail = list(ERROR = error)))
}

design_cases <- function() {
  d$cluster <- paste(d$stratum, d$psu); d$psus <- 60
  declared <- function(design, more = list()) c(list(degf = degf(design), means = means_of(design)), more)
  plain <- svydesign(ids = ~1, weights = ~weight, data = d)
  finite <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, fpc = ~psus, data = d, nest = TRUE)
  list(design_weights_only = declared(plain, list(svychisq = htest(svychisq(~channel + resolved_first, plain)))),
       design_strata_only = declared(svydesign(ids = ~1, strata = ~stratum, weights = ~weight, data = d)),
       design_cluster_only = declared(svydesign(ids = ~cluster, weights = ~weight, data = d)),
       design_fpc = declared(finite, list(totals = totals_of(finite))))
}

jackknife_cases <- function() {
  jackknifed <- function(mse) {
    jkn <- as.svrepdesign(des, type = "JKn", mse = mse)
    by <- svyby(~overall, ~channel, subset(jkn, !is.na(overall)), svymean, covmat = TRUE)
    r <- svyratio(~wait_minutes, ~overall, subset(jkn, !is.na(wait_minutes) & !is.na(overall)))
    list(n_reps = ncol(weights(jkn)), degf = degf(jkn), means = means_of(jkn),
         by_channel = list(vcov = `attributes<-`(vcov(by), list(dim = c(4, 4), dimnames = dimnames(vcov(by))))),
         ratio = list(ratio = as.vector(coef(r)), se = as.vector(SE(r))))
  }
  jkn <- as.svrepdesign(des, type = "JKn")
  raked <- rake(jkn, lapply(names(MARGINS), one), lapply(names(MARGINS), margin), control = list(maxit = 500, epsilon = 1e-13))
  c(list(jkn_mseFALSE = jackknifed(FALSE), jkn_mseTRUE = jackknifed(TRUE), jkn_raked = list(means = means_of(raked))))
}
