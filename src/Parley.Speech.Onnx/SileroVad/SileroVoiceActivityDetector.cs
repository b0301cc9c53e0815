using Microsoft.ML.OnnxRuntime;
using Parley.Audio;
using Parley.Audio.Resampling;
using Parley.Audio.Vad;

namespace Parley.Speech.Onnx.SileroVad;

/// <summary>
/// One voice before the Silero model. It judges 32 ms at a time, at 8 or 16 kHz, with the end of the 32 ms before; what it remembers of the voice is carried
/// along.
/// </summary>
internal sealed class SileroVoiceActivityDetector : IVoiceActivityDetector, IDisposable
{
    private const int StateLength = 2 * 128;
    private static readonly string[] s_inputs = ["input", "state", "sr"];
    private static readonly string[] s_outputs = ["output", "stateN"];

    private readonly InferenceSession _session;
    private readonly SileroVadOptions _options;
    private readonly RunOptions _run = new();
    private readonly Resampler? _resampler;
    private readonly int _context;
    private readonly int _window;
    private readonly float[] _input;
    private readonly float[] _state = new float[StateLength];
    private readonly float[] _nextState = new float[StateLength];
    private readonly float[] _output = new float[1];
    private readonly OrtValue[] _given;
    private readonly OrtValue[] _told;
    private short[] _resampled = [];
    private int _filled;

    public SileroVoiceActivityDetector(InferenceSession session, int sampleRate, SileroVadOptions options)
    {
        (_session, _options) = (session, options);
        var rate = sampleRate is 8000 ? 8000 : 16_000;
        _resampler = sampleRate == rate ? null : new(sampleRate, rate);
        (_context, _window) = (rate / 250, rate * 32 / 1000);
        _input = new float[_context + _window];
        _given =
        [
            OrtValue.CreateTensorValueFromMemory(_input, [1, _input.Length]),
            OrtValue.CreateTensorValueFromMemory(_state, [2, 1, 128]),
            OrtValue.CreateTensorValueFromMemory(new long[] { rate }, []),
        ];
        _told =
        [
            OrtValue.CreateTensorValueFromMemory(_output, [1, 1]),
            OrtValue.CreateTensorValueFromMemory(_nextState, [2, 1, 128]),
        ];
    }

    /// <summary>How sure the model was last that somebody speaks, from 0 to 1.</summary>
    public float Confidence { get; private set; }

    public bool IsSpeech(ReadOnlySpan<short> frame)
    {
        var isQuiet = Level.Dbov(frame) < _options.MinimumLevel;
        foreach (var sample in Resample(frame))
        {
            _input[_context + _filled++] = sample / 32768f;
            if (_filled == _window)
            {
                Judge(isQuiet);
                _input.AsSpan(_window).CopyTo(_input); // The context of the next.
                _filled = 0;
            }
        }

        return Confidence >= _options.Confidence && !isQuiet;
    }

    /// <summary>Lets go of what the model's runtime holds on to.</summary>
    public void Dispose()
    {
        _run.Dispose();
        foreach (var value in _given.Concat(_told))
        {
            value.Dispose();
        }
    }

    private void Judge(bool isQuiet)
    {
        if (isQuiet)
        {
            Confidence = 0;
            _state.AsSpan().Clear();
            return;
        }

        _session.Run(_run, s_inputs, _given, s_outputs, _told);
        _nextState.CopyTo(_state, 0);
        Confidence = _output[0];
    }

    private ReadOnlySpan<short> Resample(ReadOnlySpan<short> frame)
    {
        if (_resampler is null)
        {
            return frame;
        }

        var length = _resampler.GetOutputLength(frame.Length);
        if (_resampled.Length < length)
        {
            _resampled = new short[length];
        }

        _resampler.Process(frame, _resampled);
        return _resampled.AsSpan(0, length);
    }
}
