namespace Parley.Audio.Resampling;

/// <summary>
/// Changes the sampling rate of a stream: polyphase windowed sinc, pass band to 0.43 and stop band (80 dB) from 0.5 of the lower rate.
/// The output lags the input by <see cref="Delay"/>, and every 20 ms of input give exactly 20 ms of output at the usual rates.
/// The result does not depend on how the stream is cut into calls. One owner; no allocation after construction.
/// </summary>
public sealed class Resampler
{
    private const int Block = 1024;

    private readonly PolyphaseFilter _filter;
    private readonly float[] _buffer;
    private int _filled;
    private int _start;
    private int _phase;

    /// <summary>Makes a resampler between two rates in Hz, each 4,000 to 192,000.</summary>
    public Resampler(int fromHz, int toHz)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fromHz, 4000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fromHz, 192_000);
        ArgumentOutOfRangeException.ThrowIfLessThan(toHz, 4000);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(toHz, 192_000);
        FromHz = fromHz;
        ToHz = toHz;
        _filter = PolyphaseFilter.For(fromHz, toHz);
        _buffer = new float[_filter.Taps + Block];
        Reset();
    }

    /// <summary>The rate of the input in Hz.</summary>
    public int FromHz { get; }

    /// <summary>The rate of the output in Hz.</summary>
    public int ToHz { get; }

    /// <summary>How far the output lags the input: about 4 ms at a lower rate of 8,000 Hz; zero when the rates are equal.</summary>
    public TimeSpan Delay => TimeSpan.FromSeconds((double)_filter.Lag / FromHz);

    /// <summary>Changes the rate of a whole recording, without lag.</summary>
    public static short[] Convert(ReadOnlySpan<short> samples, int fromHz, int toHz)
    {
        var resampler = new Resampler(fromHz, toHz);
        resampler._start = resampler._filter.Lag;
        var output = new short[resampler.GetOutputLength(samples.Length + resampler._filter.Lag)];
        var written = resampler.Process(samples, output);
        resampler.Flush(output.AsSpan(written));
        return output;
    }

    /// <summary>How many samples the next <see cref="Process"/> will write for so many of input.</summary>
    public int GetOutputLength(int inputLength)
    {
        // Windows start at _start + (_phase + k * Down) / Up and must end inside what will be there.
        var room = (long)(_filled + inputLength - _filter.Taps - _start + 1) * _filter.Up - _phase;
        return room <= 0 ? 0 : (int)((room + _filter.Down - 1) / _filter.Down);
    }

    /// <summary>Takes the next samples of the stream and gives those that follow from them.</summary>
    /// <param name="input">Any number of samples.</param>
    /// <param name="output">Must hold <see cref="GetOutputLength"/> samples.</param>
    /// <returns>How many samples were written.</returns>
    /// <exception cref="ArgumentException">The output is too short; nothing was consumed.</exception>
    public int Process(ReadOnlySpan<short> input, Span<short> output)
    {
        if (output.Length < GetOutputLength(input.Length))
        {
            throw new ArgumentException($"{input.Length} samples give {GetOutputLength(input.Length)}, but there is room for {output.Length}.", nameof(output));
        }

        var written = 0;
        while (!input.IsEmpty)
        {
            var taken = Math.Min(input.Length, _buffer.Length - _filled);
            for (var i = 0; i < taken; i++)
            {
                _buffer[_filled + i] = input[i];
            }

            _filled += taken;
            input = input[taken..];
            written += Drain(output[written..]);
        }

        return written;
    }

    /// <summary>Gives the end of the stream that the lag still holds, and starts afresh.</summary>
    /// <param name="output">Room for the lag: <see cref="Delay"/> at <see cref="ToHz"/>, rounded up. What does not fit is lost.</param>
    /// <returns>How many samples were written.</returns>
    public int Flush(Span<short> output)
    {
        var written = 0;
        Span<short> silence = stackalloc short[1];
        silence.Clear();
        for (var i = 0; i < _filter.Lag; i++)
        {
            if (GetOutputLength(1) > output.Length - written)
            {
                break;
            }

            written += Process(silence, output[written..]);
        }

        Reset();
        return written;
    }

    /// <summary>Forgets the stream so far.</summary>
    public void Reset()
    {
        Array.Clear(_buffer);
        _filled = _filter.Taps - 1;
        _start = 0;
        _phase = 0;
    }

    private int Drain(Span<short> output)
    {
        var written = 0;
        var (start, phase, taps) = (_start, _phase, _filter.Taps);
        while (start + taps <= _filled)
        {
            var value = _filter.Apply(_buffer.AsSpan(start, taps), phase);
            output[written++] = (short)Math.Clamp(MathF.Round(value), short.MinValue, short.MaxValue);
            phase += _filter.Down;
            start += phase / _filter.Up;
            phase %= _filter.Up;
        }

        var done = Math.Min(start, _filled);
        _buffer.AsSpan(done, _filled - done).CopyTo(_buffer);
        (_filled, _start, _phase) = (_filled - done, start - done, phase);
        return written;
    }
}
