/**
 * One streaming answer made of the pages of a list. Starting points: {@link
 * dev.drover.handler.paginate.Paginate}, and {@link dev.drover.handler.paginate.Walk} for how the
 * next page is found.
 */
@NullMarked
package dev.drover.handler.paginate;

import org.jspecify.annotations.NullMarked;
