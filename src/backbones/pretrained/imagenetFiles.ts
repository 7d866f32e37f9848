import type { BackboneName } from '../architectures/registry.js';

/** A file of keras-applications. */
export interface ImagenetFile {
  /** Relative to the address of keras-applications. */
  place: string;
  /** Undefined if keras-applications has none: then the file must fit the network. */
  md5: string | undefined;
}

/** The files of a backbone without its top, and with it. */
export interface ImagenetFiles {
  withoutTop: ImagenetFile;
  withTop: ImagenetFile;
}

/**
 * ImageNet weights, with keras-applications' checksums.
 *
 * Source: Keras 3.15 `applications/*.py`, which test/keras/kerasNetworks.test.ts asks for them.
 */
export const IMAGENET_FILES: { readonly [name in BackboneName]?: ImagenetFiles } = {
  InceptionV3: {
    withoutTop: {
      place: 'inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'bcbd6486424b2319ff4ef7d526e38f63',
    },
    withTop: {
      place: 'inception_v3/inception_v3_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '9a0d58056eeedaa3f26cb7ebd46da564',
    },
  },
  ResNet50: {
    withoutTop: {
      place: 'resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: '4d473c1dd8becc155b73f8504c6f6626',
    },
    withTop: {
      place: 'resnet/resnet50_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '2cb95161c43110f7111970584f804107',
    },
  },
  MobileNetV2: {
    withoutTop: {
      place: 'mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5',
      md5: undefined,
    },
    withTop: { place: 'mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5', md5: undefined },
  },
  VGG16: {
    withoutTop: {
      place: 'vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: '6d6bbae143d832006294945121d1f1fc',
    },
    withTop: { place: 'vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5', md5: '64373286793e3c8b2b4e3219cbf3544b' },
  },
  Xception: {
    withoutTop: {
      place: 'xception/xception_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'b0042744bf5b25fce3cb969f33bebb97',
    },
    withTop: {
      place: 'xception/xception_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '0a58e3b7378bc2990ea3b43d5981f1f6',
    },
  },
  VGG19: {
    withoutTop: {
      place: 'vgg19/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: '253f8cb515780f3b799900260a226db6',
    },
    withTop: { place: 'vgg19/vgg19_weights_tf_dim_ordering_tf_kernels.h5', md5: 'cbe5617147190e668d6c5d5026f83318' },
  },
  ResNet101: {
    withoutTop: {
      place: 'resnet/resnet101_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: '88cf7a10940856eca736dc7b7e228a21',
    },
    withTop: {
      place: 'resnet/resnet101_weights_tf_dim_ordering_tf_kernels.h5',
      md5: 'f1aeb4b969a6efcfb50fad2f0c20cfc5',
    },
  },
  ResNet152: {
    withoutTop: {
      place: 'resnet/resnet152_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'ee4c566cf9a93f14d82f913c2dc6dd0c',
    },
    withTop: {
      place: 'resnet/resnet152_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '100835be76be38e30d865e96f2aaae62',
    },
  },
  ResNet50V2: {
    withoutTop: {
      place: 'resnet/resnet50v2_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'fac2f116257151a9d068a22e544a4917',
    },
    withTop: {
      place: 'resnet/resnet50v2_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '3ef43a0b657b3be2300d5770ece849e0',
    },
  },
  ResNet101V2: {
    withoutTop: {
      place: 'resnet/resnet101v2_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'c0ed64b8031c3730f411d2eb4eea35b5',
    },
    withTop: {
      place: 'resnet/resnet101v2_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '6343647c601c52e1368623803854d971',
    },
  },
  ResNet152V2: {
    withoutTop: {
      place: 'resnet/resnet152v2_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'ed17cf2e0169df9d443503ef94b23b33',
    },
    withTop: {
      place: 'resnet/resnet152v2_weights_tf_dim_ordering_tf_kernels.h5',
      md5: 'a49b44d1979771252814e80f8ec446f9',
    },
  },
  DenseNet121: {
    withoutTop: {
      place: 'densenet/densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: '30ee3e1110167f948a6b9946edeeb738',
    },
    withTop: {
      place: 'densenet/densenet121_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '9d60b8095a5708f2dcce2bca79d332c7',
    },
  },
  DenseNet169: {
    withoutTop: {
      place: 'densenet/densenet169_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'b8c4d4c20dd625c148057b9ff1c1176b',
    },
    withTop: {
      place: 'densenet/densenet169_weights_tf_dim_ordering_tf_kernels.h5',
      md5: 'd699b8f76981ab1b30698df4c175e90b',
    },
  },
  DenseNet201: {
    withoutTop: {
      place: 'densenet/densenet201_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'c13680b51ded0fb44dff2d8f86ac8bb1',
    },
    withTop: {
      place: 'densenet/densenet201_weights_tf_dim_ordering_tf_kernels.h5',
      md5: '1ceb130c1ea1b78c3bf6114dbdfd8807',
    },
  },
  MobileNet: {
    withoutTop: { place: 'mobilenet/mobilenet_1_0_224_tf_no_top.h5', md5: undefined },
    withTop: { place: 'mobilenet/mobilenet_1_0_224_tf.h5', md5: undefined },
  },
  MobileNetV3Small: {
    withoutTop: {
      place: 'mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float_no_top_v2.h5',
      md5: 'd3e8ec802a04aa4fc771ee12a9a9b836',
    },
    withTop: {
      place: 'mobilenet_v3/weights_mobilenet_v3_small_224_1.0_float.h5',
      md5: '8768d4c2e7dee89b9d02b2d03d65d862',
    },
  },
  MobileNetV3Large: {
    withoutTop: {
      place: 'mobilenet_v3/weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5',
      md5: '07fb09a5933dd0c8eaafa16978110389',
    },
    withTop: {
      place: 'mobilenet_v3/weights_mobilenet_v3_large_224_1.0_float.h5',
      md5: '59e551e166be033d707958cf9e29a6a7',
    },
  },
  InceptionResNetV2: {
    withoutTop: {
      place: 'inception_resnet_v2/inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5',
      md5: 'd19885ff4a710c122648d3b5c3b684e4',
    },
    withTop: {
      place: 'inception_resnet_v2/inception_resnet_v2_weights_tf_dim_ordering_tf_kernels.h5',
      md5: 'e693bd0210a403b3192acc6073ad2e96',
    },
  },
  EfficientNetB0: {
    withoutTop: { place: '../../keras-applications/efficientnetb0_notop.h5', md5: '50bc09e76180e00e4465e1a485ddc09d' },
    withTop: { place: '../../keras-applications/efficientnetb0.h5', md5: '902e53a9f72be733fc0bcb005b3ebbac' },
  },
  EfficientNetB1: {
    withoutTop: { place: '../../keras-applications/efficientnetb1_notop.h5', md5: '74c4e6b3e1f6a1eea24c589628592432' },
    withTop: { place: '../../keras-applications/efficientnetb1.h5', md5: '1d254153d4ab51201f1646940f018540' },
  },
  EfficientNetB2: {
    withoutTop: { place: '../../keras-applications/efficientnetb2_notop.h5', md5: '111f8e2ac8aa800a7a99e3239f7bfb39' },
    withTop: { place: '../../keras-applications/efficientnetb2.h5', md5: 'b15cce36ff4dcbd00b6dd88e7857a6ad' },
  },
  EfficientNetB3: {
    withoutTop: { place: '../../keras-applications/efficientnetb3_notop.h5', md5: 'af6d107764bb5b1abb91932881670226' },
    withTop: { place: '../../keras-applications/efficientnetb3.h5', md5: 'ffd1fdc53d0ce67064dc6a9c7960ede0' },
  },
  EfficientNetB4: {
    withoutTop: { place: '../../keras-applications/efficientnetb4_notop.h5', md5: 'ebc24e6d6c33eaebbd558eafbeedf1ba' },
    withTop: { place: '../../keras-applications/efficientnetb4.h5', md5: '18c95ad55216b8f92d7e70b3a046e2fc' },
  },
  EfficientNetB5: {
    withoutTop: { place: '../../keras-applications/efficientnetb5_notop.h5', md5: '38879255a25d3c92d5e44e04ae6cec6f' },
    withTop: { place: '../../keras-applications/efficientnetb5.h5', md5: 'ace28f2a6363774853a83a0b21b9421a' },
  },
  EfficientNetB6: {
    withoutTop: { place: '../../keras-applications/efficientnetb6_notop.h5', md5: '9ecce42647a20130c1f39a5d4cb75743' },
    withTop: { place: '../../keras-applications/efficientnetb6.h5', md5: '165f6e37dce68623721b423839de8be5' },
  },
  EfficientNetB7: {
    withoutTop: { place: '../../keras-applications/efficientnetb7_notop.h5', md5: 'cbcfe4450ddf6f3ad90b1b398090fe4a' },
    withTop: { place: '../../keras-applications/efficientnetb7.h5', md5: '8c03f828fec3ef71311cd463b6759d99' },
  },
  EfficientNetV2B0: {
    withoutTop: { place: 'efficientnet_v2/efficientnetv2-b0_notop.h5', md5: '893217f2bb855e2983157299931e43ff' },
    withTop: { place: 'efficientnet_v2/efficientnetv2-b0.h5', md5: '21ecbf6da12460d5c40bb2f29ceb2188' },
  },
  EfficientNetV2B1: {
    withoutTop: { place: 'efficientnet_v2/efficientnetv2-b1_notop.h5', md5: '0e80663031ca32d657f9caa404b6ec37' },
    withTop: { place: 'efficientnet_v2/efficientnetv2-b1.h5', md5: '069f0534ff22adf035c89e2d9547a9dc' },
  },
  EfficientNetV2B2: {
    withoutTop: { place: 'efficientnet_v2/efficientnetv2-b2_notop.h5', md5: '1dfe2e7a5d45b6632553a8961ea609eb' },
    withTop: { place: 'efficientnet_v2/efficientnetv2-b2.h5', md5: '424e49f28180edbde1e94797771950a7' },
  },
  EfficientNetV2B3: {
    withoutTop: { place: 'efficientnet_v2/efficientnetv2-b3_notop.h5', md5: 'f6abf7b5849ac99a89b50dd3fd532856' },
    withTop: { place: 'efficientnet_v2/efficientnetv2-b3.h5', md5: '1f1fc43bd98a6e4fd8fdfd551e02c7a0' },
  },
  EfficientNetV2S: {
    withoutTop: { place: 'efficientnet_v2/efficientnetv2-s_notop.h5', md5: 'af0682fb74e8c54910f2d4393339c070' },
    withTop: { place: 'efficientnet_v2/efficientnetv2-s.h5', md5: 'e1d88a8495beba45748fedd0cecbe016' },
  },
  EfficientNetV2M: {
    withoutTop: { place: 'efficientnet_v2/efficientnetv2-m_notop.h5', md5: '1b8dc055df72dde80d614482840fe342' },
    withTop: { place: 'efficientnet_v2/efficientnetv2-m.h5', md5: 'a3bf6aa3276309f4fc6a34aa114c95cd' },
  },
  EfficientNetV2L: {
    withoutTop: { place: 'efficientnet_v2/efficientnetv2-l_notop.h5', md5: 'b0b66b5c863aef5b46e8608fe1711615' },
    withTop: { place: 'efficientnet_v2/efficientnetv2-l.h5', md5: '27e6d408b53c7ebc868fefa357689935' },
  },
};
