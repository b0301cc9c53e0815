using Parley.Audio.Wav;

namespace Parley.Testing.Reports;

/// <summary>Writes <c>call.wav</c>: left what the far end said, right what it heard.</summary>
internal static class CallWav
{
    /// <summary>Writes the file.</summary>
    public static void Write(Stream file, CallRecord call)
    {
        var said = call.Said.Samples.Span;
        var heard = call.Heard.Samples.Span;
        var pairs = new short[2 * Math.Max(said.Length, heard.Length)];
        for (var i = 0; i < said.Length; i++)
        {
            pairs[2 * i] = said[i];
        }

        for (var i = 0; i < heard.Length; i++)
        {
            pairs[(2 * i) + 1] = heard[i];
        }

        using var writer = new WavWriter(file, call.Said.SampleRate, channels: 2, leaveOpen: true);
        writer.Write(pairs);
    }
}
