# Regression, term tests, proportional odds, variance inflation.
# R's glm leaves the covariance of the step before the last, so every model is started again from its own coefficients.

tight <- list(epsilon = 1e-15, maxit = 200)

settled <- function(fit, again) again(start = coef(fit))

fit_of <- function(fit) {
  s <- coef(summary(fit))
  e <- confint(fit)
  list(coef = s[, 1], se = s[, 2], t = s[, 3], p = s[, 4], df_residual = fit$df.residual, ci_low = e[, 1], ci_high = e[, 2],
       deviance = deviance(fit), dispersion = as.vector(summary(fit)$dispersion), vcov = unclass(vcov(fit)))
}

generalised <- function(formula, family) {
  plain <- svyglm(formula, des, family = family)
  again <- function(start) svyglm(formula, des, family = family, control = tight, start = start)
  list(default = fit_of(plain), tight = fit_of(settled(settled(plain, again), again)))
}

# Proportional odds by Newton's method to the last digit: estimates, design-based and model-based errors.
proportional <- function(formula, data, w, design = NULL) {
  frame <- model.frame(formula, data, na.action = na.pass)
  rows <- complete.cases(frame)
  y <- as.integer(droplevels(frame[[1]][rows]))
  levels <- levels(droplevels(frame[[1]][rows]))
  x <- model.matrix(formula, frame[rows, ])[, -1, drop = FALSE]
  w <- w[rows]; p <- ncol(x); k <- length(levels)
  scores <- function(b) {
    cut <- c(-Inf, b[p + seq_len(k - 1)], Inf); eta <- as.vector(x %*% b[seq_len(p)])
    up <- plogis(cut[y + 1] - eta); down <- plogis(cut[y] - eta)
    f_up <- up * (1 - up); f_down <- down * (1 - down); prob <- up - down
    cuts <- sapply(seq_len(k - 1), function(j) ((y == j) * f_up - (y == j + 1) * f_down) / prob)
    list(each = cbind(-x * ((f_up - f_down) / prob), cuts), loglik = sum(w * log(prob)))
  }
  below <- cumsum(tapply(w, y, sum))[-k] / sum(w)
  b <- c(rep(0, p), qlogis(below))
  information <- function(b) -numDeriv::jacobian(function(at) colSums(w * scores(at)$each), b)
  for (step in 1:60) {
    move <- solve(information(b), colSums(w * scores(b)$each))
    size <- 1  # halve a step that crosses thresholds or goes down
    while (is.unsorted((b + size * move)[p + seq_len(k - 1)]) || scores(b + size * move)$loglik < scores(b)$loglik - 1e-6)
      size <- size / 2
    b <- b + size * move
    if (max(abs(move)) < 1e-11) break
  }
  inverse <- solve(information(b)); at <- scores(b)
  names <- c(colnames(x), paste(levels[-k], levels[-1], sep = "|"))
  out <- list(estimate = setNames(b, names), naive_se = setNames(sqrt(diag(inverse)), names), logLik = at$loglik)
  if (!is.null(design)) {
    u <- matrix(0, length(rows), length(b))
    u[rows, ] <- (w * at$each) %*% inverse
    v <- svyrecvar(u, design$cluster, design$strata, design$fpc, postStrata = design$postStrata)
    out$se <- setNames(sqrt(diag(v)), names)
  }
  out
}

# svyolr's optimiser stops up to 3e-5 short, also when started again from its own coefficients. Started at the maximum
# that Newton's method finds it stays there, which says that this is its maximum too, and its errors belong to it.
ordinal <- function(formula, design, at) {
  slopes <- seq_len(length(at) - length(grep("|", names(at), fixed = TRUE)))
  zeta <- at[-slopes]
  fit <- svyolr(formula, design, start = c(at[slopes], zeta[1], log(diff(zeta))), control = list(reltol = 1e-15, maxit = 5000))
  fit$call$formula <- formula; fit$call$design <- design  # where regTermTest looks for them
  fit
}

svyolr_of <- function(fit) list(coef = fit$coefficients, zeta = fit$zeta, se = sqrt(diag(vcov(fit))), df_residual = fit$df.residual)
term <- function(t) list(F = as.vector(t$Ftest), df = t$df, ddf = t$ddf, p = as.vector(t$p))

inflation <- function(fit) {
  r <- cov2cor(vcov(fit)[-1, -1]); own <- attr(model.matrix(fit), "assign")[-1]
  t(sapply(seq_along(labels(terms(fit))), function(j) {
    g <- det(r[own == j, own == j, drop = FALSE]) * det(r[own != j, own != j, drop = FALSE]) / det(r)
    c(GVIF = g, Df = sum(own == j), inflation = g^(1 / (2 * sum(own == j))))
  })) |> `rownames<-`(labels(terms(fit)))
}

model_cases <- function(raked) {
  short <- ov3 ~ q1 + q3 + q5 + channel
  all10 <- function(y) reformulate(QUESTIONS, y)
  factors <- svyglm(overall ~ stratum + channel + sex + yearf + wait_minutes + resolved_first, des)
  resolved <- generalised(resolved_first ~ channel + sex + age_group + wait_minutes + yearf, quasibinomial())
  top2 <- generalised(all10("top2"), quasibinomial())
  waits <- generalised(wait ~ channel + resolved_first, quasipoisson())
  margin_fit <- svyglm(resolved_first ~ sex + age_group + wait_minutes, update(des, channel = factor(channel)),
                       family = quasibinomial(), control = tight)
  predicted <- svypredmeans(margin_fit, ~channel)
  cc <- complete.cases(d[c("overall", QUESTIONS)])
  d$overallf <<- factor(d$overall, ordered = TRUE)
  ten <- update(des, overallf = factor(overall, ordered = TRUE))
  exact3 <- proportional(short, d, d$weight, des); exact10 <- proportional(all10("overallf"), d, d$weight, des)
  olr3 <- ordinal(short, des[complete.cases(d[c("ov3", "q1", "q3", "q5")]), ], exact3$estimate)
  olr10 <- ordinal(all10("overallf"), ten[cc, ], exact10$estimate)
  exact <- function(e) list(estimate = e$estimate, se = e$se)
  plain <- function(f) { e <- proportional(f, d, rep(1, nrow(d))); list(estimate = e$estimate, se = e$naive_se, logLik = e$logLik) }
  logit <- glm(all10("top2"), binomial, d[cc, ])
  for (k in 1:2) logit <- glm(all10("top2"), binomial, d[cc, ], control = tight, start = coef(logit))
  linear <- function(fit) { s <- coef(summary(fit)); list(coef = s[, 1], se = s[, 2], r2 = summary(fit)$r.squared) }
  ols <- lm(all10("overall"), d); wls <- lm(all10("overall"), d, weights = weight)
  some <- lm(overall ~ q1 + q3 + q5 + channel + stratum + wait_minutes, d[cc, ])
  list(
    svyglm_gaussian_10 = fit_of(svyglm(all10("overall"), des)), svyglm_gaussian_factors = fit_of(factors),
    svyglm_logit = resolved$default, svyglm_logit_tight = resolved$tight,
    svyglm_logit_top2_10 = top2$default, svyglm_logit_top2_10_tight = top2$tight,
    svyglm_poisson = waits$default, svyglm_poisson_tight = waits$tight,
    raked_svyglm = fit_of(svyglm(overall ~ q1 + q3 + q5 + channel, raked)),
    regTermTest_gaussian = list(channel_WaldF = term(regTermTest(factors, ~channel)),
                                stratum_WaldF = term(regTermTest(factors, ~stratum)),
                                wait_Wald = term(regTermTest(factors, ~wait_minutes))),
    svypredmeans = list(mean = coef(predicted), se = as.vector(SE(predicted)), names = names(coef(predicted))),
    svyolr_ov3_tight = svyolr_of(olr3), svyolr_10level_tight = svyolr_of(olr10),
    svyolr_exact = list(ov3 = exact(exact3), level10 = exact(exact10)),
    svyolr_regTermTest = term(regTermTest(olr3, ~channel)),
    polr = list(clm_ov3 = plain(short), clm_10 = plain(all10("overallf"))),
    glm_logit = list(coef = coef(logit), se = coef(summary(logit))[, 2], mcfadden = 1 - logit$deviance / logit$null.deviance),
    lm = list(ols = linear(ols), wls = linear(wls)),
    vif = list(p10 = inflation(ols)[, 1], p10_weighted = inflation(wls)[, 1], gvif = inflation(some)))
}
