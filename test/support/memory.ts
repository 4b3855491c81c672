import { readFile } from "node:fs/promises";

/** Resident memory of a process, in bytes; Linux only. */
export async function residentBytes(pid: number): Promise<number> {
  return kilobytes(await processStatus(pid), "VmRSS") * 1024;
}

/** The most it ever had. */
export async function peakResidentBytes(pid: number): Promise<number> {
  return kilobytes(await processStatus(pid), "VmHWM") * 1024;
}

function processStatus(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/status`, "utf8");
}

function kilobytes(status: string, name: string): number {
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? Number.NaN);
}
