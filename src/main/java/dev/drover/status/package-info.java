/**
 * Why there is no normal answer, and what each protocol calls it. Starting points: {@link
 * dev.drover.status.Failure}, {@link dev.drover.status.Reason}, {@link dev.drover.status.GrpcCode}.
 */
@NullMarked
package dev.drover.status;

import org.jspecify.annotations.NullMarked;
