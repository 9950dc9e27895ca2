# Contrasts, t tests, tables, ranks, reliability and classical statistics.

htest <- function(t) list(statistic = as.list(t$statistic), parameter = as.list(t$parameter), p_value = unname(t$p.value),
                          estimate = as.list(t$estimate), conf_int = as.vector(t$conf.int))

test_cases <- function(raked) {
  channels <- sort(unique(d$channel))
  by <- svyby(~overall, ~channel, des[!is.na(d$overall), ], svymean, covmat = TRUE)
  pairs <- combn(channels, 2, simplify = FALSE)
  compared <- setNames(lapply(pairs, function(ab) {
    x <- svycontrast(by, as.numeric(channels == ab[1]) - as.numeric(channels == ab[2]))
    releveled <- update(des, channel = relevel(factor(channel), ref = ab[2]))
    g <- coef(summary(svyglm(overall ~ channel, releveled)))[paste0("channel", ab[1]), ]
    list(diff = as.vector(coef(x)), se = as.vector(SE(x)), glm_t = g[[3]], glm_p = g[[4]])
  }), sapply(pairs, paste, collapse = " - "))
  methods <- c("holm", "hommel", "bonferroni", "BH")
  p <- sapply(compared, `[[`, "glm_p")
  rest <- sapply(STRATA, function(k) {
    des$variables$own <- des$variables$stratum == k
    g <- coef(summary(svyglm(overall ~ own, des)))[2, ]
    list(diff = g[[1]], se = g[[2]], t = g[[3]])
  }, simplify = FALSE)
  ratio <- svycontrast(by, quote(store / bot)); logratio <- svycontrast(by, quote(log(store) - log(bot)))
  crossed <- function(f) list(F = htest(svychisq(f, des)), Chisq = htest(svychisq(f, des, statistic = "Chisq")))
  ranks <- function(f) sapply(c(wilcoxon = "wilcoxon", vanderWaerden = "vanderWaerden", median = "median"),
                              function(t) htest(svyranktest(f, des, test = t)), simplify = FALSE)
  several <- function(f) list(chisq = as.vector(svyranktest(f, des, test = "KruskalWallis")$parameter))
  cc <- complete.cases(d[c("overall", QUESTIONS)])
  kappa <- svykappa(~ov3 + q13, des[!is.na(d$ov3) & !is.na(d$q13), ])
  log_linear <- anova(svyloglin(~channel + rf, des), svyloglin(~channel * rf, des))
  c(list(
    contrast_channels = list(pairs = compared, p_adjust = sapply(methods, function(m) p.adjust(p, m))),
    contrast_vs_rest = list(by = rest),
    contrast_nonlinear = list(ratio = as.vector(coef(ratio)), ratio_se = as.vector(SE(ratio)),
                              logratio = as.vector(coef(logratio)), logratio_se = as.vector(SE(logratio))),
    svyttest = list(sex = htest(svyttest(overall ~ sex, des)), resolved = htest(svyttest(overall ~ resolved_first, des)),
                    year = htest(svyttest(nps ~ yearf, des)),
                    one_sample = htest(svyttest(I(q1 - 7) ~ 0, des, na.rm = TRUE))),
    raked_ttest = htest(svyttest(overall ~ sex, raked)),
    svychisq_channel_resolved_first = crossed(~channel + resolved_first),
    svychisq_sex_resolved_first = crossed(~sex + resolved_first),
    svychisq_ov3_channel = crossed(~ov3 + channel),
    svychisq_age_group_channel = crossed(~age_group + channel),
    svygofchisq = htest(svygofchisq(~channel, p = c(.15, .3, .35, .2), des)),
    svyranktest_2group = list(sex = ranks(overall ~ sex), resolved = ranks(overall ~ resolved_first)),
    svyranktest_k = list(channel = several(overall ~ channel), stratum = several(overall ~ stratum),
                         age = several(overall ~ age_group)),
    svycralpha = list(alpha = as.vector(svycralpha(reformulate(QUESTIONS), des[cc, ]))),
    svykappa = list(kappa = as.vector(coef(kappa)), se = as.vector(SE(kappa))),
    svyloglin = list(score = log_linear$score[[1]])), classical())
}

classical <- function() {
  q <- as.matrix(d[complete.cases(d[QUESTIONS]), QUESTIONS])
  alpha <- function(x) ncol(x) / (ncol(x) - 1) * (1 - sum(apply(x, 2, var)) / var(rowSums(x)))
  without <- function(f) sapply(QUESTIONS, function(k) f(k, q[, QUESTIONS != k]))
  known <- d[!is.na(d$overall), ]
  g <- split(known$overall, known$sex)
  df <- length(g$F) + length(g$M) - 2
  cohen <- (mean(g$F) - mean(g$M)) / sqrt(sum(sapply(g, function(x) sum((x - mean(x))^2))) / df)
  p <- tapply(d$resolved_first, d$sex, mean)
  x2 <- chisq.test(table(d$channel, d$resolved_first), correct = FALSE)
  list(
    alpha = list(raw = alpha(q), alpha_drop = without(function(k, rest) alpha(rest)),
                 r_drop = without(function(k, rest) cor(q[, k], rowSums(rest)))),
    effect_sizes = list(
      cohens_d = list(Cohens_d = cohen),
      hedges_g = list(Hedges_g = cohen * exp(lgamma(df / 2) - log(sqrt(df / 2)) - lgamma((df - 1) / 2)))),
    two_proportion = list(p = c(p), cohen_h = 2 * (asin(sqrt(p[[1]])) - asin(sqrt(p[[2]])))),
    chisq = list(chisq = htest(x2), cramers_v = unname(sqrt(x2$statistic / nrow(d)))),
    t_tests = list(welch = htest(t.test(overall ~ sex, d)), student = htest(t.test(overall ~ sex, d, var.equal = TRUE)),
                   paired = htest(t.test(d$q1, d$q2, paired = TRUE)), one_sample = htest(t.test(d$q1, mu = 7))))
}
