package main

import "math"

// example is the features of a pair, whether it is one event, and how much it counts.
type example struct {
	x      []float64
	same   bool
	weight float64
}

// logistic fits a logistic regression by iteratively reweighted least squares with an L2 penalty of strength lambda on
// all but the bias, which is the last coefficient (Hastie, Tibshirani and Friedman, "The Elements of Statistical
// Learning", 2009, section 4.4.1).
func logistic(examples []example, features int, lambda float64) []float64 {
	const (
		rounds   = 100
		enough   = 1e-6 // a step so short ends the search
		shortest = 1e-9 // of a whole step, when looking for a part of it that gains
	)
	w, next := make([]float64, features+1), make([]float64, features+1)
	for range rounds {
		step, before := newton(examples, w, lambda), loss(examples, w, lambda)
		largest := 0.0
		// Far from the optimum a whole step can lead away from it.
		for part := 1.0; part > shortest; part /= 2 {
			largest = 0
			for i, d := range step {
				next[i] = w[i] + part*d
				largest = max(largest, math.Abs(part*d))
			}
			if loss(examples, next, lambda) <= before {
				break
			}
		}
		copy(w, next)
		if largest < enough {
			break
		}
	}
	return w
}

// loss is what the fit makes as small as it can: the surprise at the examples, and the penalty.
func loss(examples []example, w []float64, lambda float64) float64 {
	bias := len(w) - 1
	sum := 0.0
	for _, x := range w[:bias] {
		sum += lambda * x * x / 2
	}
	for _, e := range examples {
		z := w[bias]
		for i, x := range e.x {
			z += w[i] * x
		}
		if e.same {
			z = -z
		}
		sum += e.weight * (max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))) // log(1+exp(z)) that does not overflow
	}
	return sum
}

// newton is the step from w toward the optimum.
func newton(examples []example, w []float64, lambda float64) []float64 {
	k := len(w)
	system := make([][]float64, k) // the Hessian, with the gradient as last column
	for i := range system {
		system[i] = make([]float64, k+1)
		if i < k-1 {
			system[i][i], system[i][k] = lambda, -lambda*w[i]
		}
	}
	x := make([]float64, k)
	x[k-1] = 1
	for _, e := range examples {
		copy(x, e.x)
		z := 0.0
		for i := range w {
			z += w[i] * x[i]
		}
		p := 1 / (1 + math.Exp(-z))
		y := 0.0
		if e.same {
			y = 1
		}
		curve, slope := e.weight*max(p*(1-p), 1e-9), e.weight*(y-p)
		for i := range x {
			system[i][k] += slope * x[i]
			for j := range x {
				system[i][j] += curve * x[i] * x[j]
			}
		}
	}
	return solve(system)
}

// solve solves a system of linear equations, given with the right side as last column, by elimination. A singular
// direction is left at 0.
func solve(a [][]float64) []float64 {
	n := len(a)
	for c := range n {
		pivot := c
		for r := c + 1; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[pivot][c]) {
				pivot = r
			}
		}
		a[c], a[pivot] = a[pivot], a[c]
		if math.Abs(a[c][c]) < 1e-12 {
			continue
		}
		for r := range n {
			if r == c {
				continue
			}
			f := a[r][c] / a[c][c]
			for k := c; k <= n; k++ {
				a[r][k] -= f * a[c][k]
			}
		}
	}
	x := make([]float64, n)
	for i := range x {
		if math.Abs(a[i][i]) >= 1e-12 {
			x[i] = a[i][n] / a[i][i]
		}
	}
	return x
}
