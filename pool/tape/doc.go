// Package tape answers: what does this spreadsheet say, and what is wrong with it?
package tape
