# bootstrap.csv: a small sample with the bootstrap weights R's as.svrepdesign makes. Printed: their scale, mean and error
# as R has them, which tests/stats/test_replicates.py holds. Rscript bootstrap.R > bootstrap.csv

suppressPackageStartupMessages(library(survey))
set.seed(20)
d <- data.frame(stratum = rep(c("a", "b"), each = 14), psu = rep(1:7, each = 2, times = 2), weight = round(runif(28, 1, 3), 2),
                x = round(rnorm(28, 50, 10)))
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~weight, data = d, nest = TRUE)
made <- as.svrepdesign(design, type = "bootstrap", replicates = 40, mse = FALSE)
delivered <- svrepdesign(data = d, weights = ~weight, repweights = weights(made, "analysis"), type = "bootstrap",
                         combined.weights = TRUE, scale = made$scale, rscales = made$rscales, mse = FALSE)
m <- svymean(~x, delivered)
message(sprintf("scale %.17g mean %.17g se %.17g linearised se %.17g", made$scale, coef(m), SE(m), SE(svymean(~x, design))))
write.csv(cbind(d, round(weights(made, "analysis"), 10)), row.names = FALSE, quote = FALSE)
