// Package gsmmap decodes the arguments and results of the Mobile Application
// Part (TS 29.002 V16.3, and GSM 09.02 for versions 1 and 2).
//
// An operation is a row of one table: its name, and the types of its argument
// and result with the versions that use them. The types are tables too, in the
// notation of package argument: an element is a word there, with its tag and
// what becomes of it. What is decoded follows from what is there, not from the
// version: a form that another version has is a fault, and read all the same.
//
// The decoder checks RULES P-09 and the structure of arguments (P-01), and fills
// the columns behind P-07, MAP-1 to MAP-3 and SMS-1 to SMS-5.
//
// To add an element, put it at its place in its type; to add an operation, add
// its row. TestTablesAgreeWithTheStandard says what the standard has there.
package gsmmap
