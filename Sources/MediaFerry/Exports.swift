@_exported public import FerryBatch
@_exported public import FerryCore
@_exported public import FerryPipeline
@_exported public import FerrySealing
@_exported public import FerrySessions
@_exported public import FerryUploadProtocols
