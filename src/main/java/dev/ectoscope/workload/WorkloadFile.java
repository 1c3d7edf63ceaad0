package dev.ectoscope.workload;

/** Workloads as files. */
final class WorkloadFile {
  private WorkloadFile() {}

  static byte[] plain(Workload workload) {
    return new byte[0];
  }
}
