# Importance: Shapley values of R² over all subsets, Johnson's relative weights, their jackknife error.

shapley <- function(p, value) {
  size <- sapply(0:(2^p - 1), function(s) sum(bitwAnd(s, 2^(0:(p - 1))) > 0))
  r2 <- sapply(0:(2^p - 1), function(s) if (s == 0) 0 else value(which(bitwAnd(s, 2^(0:(p - 1))) > 0)))
  gains <- t(sapply(seq_len(p), function(j) {
    out <- which(bitwAnd(0:(2^p - 1), 2^(j - 1)) == 0)
    tapply(r2[out + 2^(j - 1)] - r2[out], factor(size[out], 0:(p - 1)), mean)
  }))
  list(lmg = rowMeans(gains), conditional = gains, total = r2[2^p])
}

r2_of <- function(s, own) {
  k <- nrow(s)
  c(s[k, own] %*% solve(s[own, own], s[own, k])) / s[k, k]
}

lmg_of <- function(x, y, w) {
  s <- cov.wt(cbind(x, y), w, method = "ML")$cov
  shapley(ncol(x), function(own) r2_of(s, own))
}

johnson <- function(s) {
  r <- cov2cor(s); p <- nrow(r) - 1
  e <- eigen(r[1:p, 1:p], symmetric = TRUE)
  root <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
  as.vector(root^2 %*% solve(root, r[1:p, p + 1])^2)
}

metrics <- function(s) {
  r <- cov2cor(s); p <- nrow(r) - 1
  inverse <- solve(r[1:p, 1:p]); ry <- r[1:p, p + 1]
  b <- as.vector(inverse %*% ry)
  named <- function(v) setNames(as.vector(v), QUESTIONS[1:p])
  list(first = named(ry^2), last = named(b^2 / diag(inverse)), betasq = named(b^2), pratt = named(b * ry),
       genizi = named(johnson(s)))
}

driver_cases <- function() {
  a <- d[complete.cases(d[c("overall", QUESTIONS)]), ]
  weights <- list(unweighted = rep(1, nrow(a)), weighted = a$weight)
  split <- function(p, w) {
    out <- lmg_of(as.matrix(a[QUESTIONS[1:p]]), a$overall, w)
    lmg <- setNames(out$lmg, QUESTIONS[1:p])
    gains <- `dimnames<-`(out$conditional, list(QUESTIONS[1:p], paste0("k", 0:(p - 1))))
    list(r2 = out$total, lmg = lmg, rela = lmg / sum(lmg), conditional_dominance = gains)
  }
  cross <- function(p, w) cov.wt(a[c(QUESTIONS[1:p], "overall")], w, method = "ML")$cov
  raw <- function(p, w) list(raw = setNames(johnson(cross(p, w)), QUESTIONS[1:p]))
  grouped <- function(w) {
    x <- model.matrix(~q1 + q2 + q3 + q5 + q8 + wait_minutes + channel + stratum, a)
    of <- attr(x, "assign")[-1]
    s <- cov.wt(cbind(x[, -1], a$overall), w, method = "ML")$cov
    value <- function(own) r2_of(s, which(of %in% own))
    list(lmg = setNames(shapley(8, value)$lmg, c("q1", "q2", "q3", "q5", "q8", "wait", "channel", "stratum")))
  }
  six <- c("q1", "q2", "q3", "q5", "q6", "q8")
  null <- glm(top2 ~ 1, binomial, a)$deviance
  logit <- function(own) {
    fit <- glm(reformulate(six[own], "top2"), binomial, a, control = tight)
    1 - fit$deviance / null
  }
  eight <- d[complete.cases(d[c("overall", QUESTIONS[1:8])]), ]
  jkn <- as.svrepdesign(svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = eight, nest = TRUE), type = "JKn")
  again <- withReplicates(jkn, function(w, data) lmg_of(as.matrix(data[QUESTIONS[1:8]]), data$overall, w)$lmg)
  list(
    lmg_p8 = split(8, weights$unweighted), lmg_p8_weighted = split(8, weights$weighted),
    lmg_p10 = split(10, weights$unweighted), lmg_p10_weighted = split(10, weights$weighted),
    lmg_metrics = lapply(weights, function(w) metrics(cross(10, w))),
    johnson_p10 = list(unweighted = raw(10, weights$unweighted), weighted = raw(10, weights$weighted),
                       p8_unweighted = raw(8, weights$unweighted)),
    lmg_grouped = lapply(weights, grouped),
    shapley_logit_p6 = list(lmg = setNames(shapley(6, logit)$lmg, six)),
    jkn_lmg_weighted_p8 = list(lmg = setNames(as.vector(coef(again)), QUESTIONS[1:8]), se = as.vector(SE(again)),
                               names = QUESTIONS[1:8]))
}
