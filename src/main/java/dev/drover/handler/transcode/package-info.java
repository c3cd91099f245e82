/**
 * REST in front of gRPC: requests become messages by google.api.http rules, and messages become
 * JSON. Starting points: {@link dev.drover.handler.transcode.Transcode}, {@link
 * dev.drover.handler.transcode.TranscodeConfig}.
 */
@NullMarked
package dev.drover.handler.transcode;

import org.jspecify.annotations.NullMarked;
