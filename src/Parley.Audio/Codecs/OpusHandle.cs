using System.Runtime.InteropServices;

namespace Parley.Audio.Codecs;

/// <summary>An encoder or decoder of libopus, given back exactly once, whatever becomes of its owner.</summary>
internal sealed class OpusHandle : SafeHandle
{
    private readonly Action<nint> _destroy;

    public OpusHandle(nint handle, Action<nint> destroy)
        : base(0, ownsHandle: true)
    {
        _destroy = destroy;
        SetHandle(handle);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The address, for calls of an owner that keeps this alive.</summary>
    public nint Address => handle;

    protected override bool ReleaseHandle()
    {
        _destroy(handle);
        return true;
    }
}
