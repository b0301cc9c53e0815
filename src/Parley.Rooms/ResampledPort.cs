using Parley.Audio;
using Parley.Audio.Resampling;

namespace Parley.Rooms;

/// <summary>Fits a port of one rate to a room of another, tick by tick.</summary>
internal sealed class ResampledPort : IAudioPort
{
    private readonly IAudioPort _inner;
    private readonly Resampler _toRoom;
    private readonly Resampler _fromRoom;
    private readonly short[] _innerTick;

    public ResampledPort(IAudioPort inner, int roomRate)
    {
        _inner = inner;
        SampleRate = roomRate;
        _toRoom = new Resampler(inner.SampleRate, roomRate);
        _fromRoom = new Resampler(roomRate, inner.SampleRate);
        _innerTick = new short[(int)(inner.SampleRate * MediaClock.TickDuration.TotalSeconds)];
    }

    public int SampleRate { get; }

    public bool Read(Span<short> samples)
    {
        var speaks = _inner.Read(_innerTick);
        var written = _toRoom.Process(_innerTick, samples);
        samples[written..].Clear();
        return speaks;
    }

    public void Write(ReadOnlySpan<short> samples)
    {
        var written = _fromRoom.Process(samples, _innerTick);
        _innerTick.AsSpan(written).Clear();
        _inner.Write(_innerTick);
    }
}
