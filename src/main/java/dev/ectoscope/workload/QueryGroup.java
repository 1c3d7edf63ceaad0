package dev.ectoscope.workload;

import dev.ectoscope.log.CallSite;
import dev.ectoscope.sql.Statement;

/**
 * Statement × call site.
 *
 * @param calls executions
 * @param units units of work that executed it
 * @param db sum of database time, tenths of a millisecond (a lower bound: Ecto cuts each to 0.1 ms)
 */
public record QueryGroup(Statement statement, CallSite callSite, long calls, long units, long db) {}
