/**
 * Turns byte positions into line numbers while a file streams by. Newlines are noted as they arrive and
 * forgotten as they are passed, so positions must be asked for in ascending order.
 */
export class Lines {
  private ends = new Int32Array(4096)
  private head = 0
  private tail = 0
  private passed = 0
  private lineStart = 0

  /** Notes a newline at an absolute position. */
  add(position: number): void {
    if (this.tail === this.ends.length) this.makeRoom()
    this.ends[this.tail++] = position
  }

  lineAt(position: number): number {
    while (this.head < this.tail && this.ends[this.head]! < position) {
      this.lineStart = this.ends[this.head]! + 1
      this.head++
      this.passed++
    }
    return this.passed + 1
  }

  /** Bytes from the start of the line, counted from 1. */
  columnAt(position: number): number {
    this.lineAt(position)
    return position - this.lineStart + 1
  }

  private makeRoom(): void {
    const waiting = this.ends.subarray(this.head, this.tail)
    // At least a quarter is free afterwards, so the copying is paid for by the newlines that follow.
    const target = waiting.length * 4 > this.ends.length * 3 ? new Int32Array(this.ends.length * 2) : this.ends
    target.set(waiting)
    this.tail = waiting.length
    this.head = 0
    this.ends = target
  }
}
