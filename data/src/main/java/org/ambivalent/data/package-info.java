/** Datasets in their published formats, vote protocols, sampled faces, images, augmentation, reports. */
@NullMarked
package org.ambivalent.data;

import org.jspecify.annotations.NullMarked;
