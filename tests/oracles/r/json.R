# Numbers as JSON with 17 significant digits, which give back every double. NA is null.

json <- function(x) {
  if (is.data.frame(x)) x <- as.list(x)
  if (is.matrix(x)) {
    rows <- apply(x, 1, function(row) json(unname(as.list(row))))
    return(object(list(rows = I(as.character(rownames(x))), cols = I(as.character(colnames(x))), data = structure(rows, class = "done"))))
  }
  if (inherits(x, "done")) return(paste0("[", paste(x, collapse = ","), "]"))
  if (is.list(x)) return(if (is.null(names(x))) array_of(lapply(x, json)) else object(x))
  if (is.null(x)) return("null")
  if (!is.null(names(x)) && !inherits(x, "AsIs")) return(object(as.list(x)))
  if (!length(x)) return("[]")
  if (length(x) == 1 && !inherits(x, "AsIs")) return(scalar(x))
  array_of(lapply(unclass(x), scalar))
}

array_of <- function(parts) paste0("[", paste(unlist(parts), collapse = ","), "]")

object <- function(x)
  paste0("{", paste(mapply(function(k, v) paste0(encodeString(k, quote = '"'), ":", json(v)), names(x), x),
                    collapse = ","), "}")

scalar <- function(x) {
  if (is.factor(x)) x <- as.character(x)
  if (is.na(x)) return("null")
  if (is.character(x)) return(encodeString(x, quote = '"'))
  if (is.logical(x)) return(tolower(as.character(x)))
  if (is.infinite(x)) return('"Inf"')
  sprintf("%.17g", x)
}
