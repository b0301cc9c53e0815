using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Parley.Speech.Espeak;

/// <summary>One run of espeak-ng: text goes in through stdin, a WAV stream comes out of stdout. Disposing it kills what still runs.</summary>
internal sealed class EspeakProcess : IAsyncDisposable
{
    private const int MaxComplaint = 500;
    private const int NoSuchFile = 2; // ENOENT
    private readonly Process _process;
    private readonly Task<string> _complaint;

    private EspeakProcess(Process process)
    {
        _process = process;
        _complaint = ReadComplaintAsync(process.StandardError);
    }

    /// <summary>The sound, to be read while the program writes it.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts the program.</summary>
    /// <exception cref="SpeechException">The program cannot be started.</exception>
    public static EspeakProcess Start(EspeakOptions options, string voice, int wordsPerMinute)
    {
        var start = new ProcessStartInfo(options.Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "--stdin", "--stdout", "-b", "1",
                "-v", voice,
                "-s", wordsPerMinute.ToString(CultureInfo.InvariantCulture),
                "-p", options.Pitch.ToString(CultureInfo.InvariantCulture),
                "-a", options.Amplitude.ToString(CultureInfo.InvariantCulture),
            },
        };
        try
        {
            return new EspeakProcess(Process.Start(start)!);
        }
        catch (Win32Exception exception)
        {
            throw new SpeechException(
                SpeechFailure.NotInstalled,
                $"The local voice needs the program '{options.Program}', which {(exception.NativeErrorCode == NoSuchFile ? "is not on this machine" : $"cannot be started ({exception.Message.TrimEnd('.')})")}. " +
                "Install it with: apt-get install espeak-ng",
                exception);
        }
    }

    /// <summary>Hands over the text and closes stdin, which is what makes the program speak.</summary>
    public async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var input = _process.StandardInput.BaseStream;
            await input.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            input.Close();
        }
        catch (IOException)
        {
            // The program is gone already: its exit status and its complaint say why.
        }
    }

    /// <summary>Waits for the end of the program.</summary>
    /// <exception cref="SpeechException">The program did not like what it was given.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        if (_process.ExitCode != 0)
        {
            throw new SpeechException(
                SpeechFailure.Refused,
                $"{_process.StartInfo.FileName} ended with status {_process.ExitCode}: {await _complaint}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        await _complaint;
        _process.Dispose();
    }

    private static async Task<string> ReadComplaintAsync(StreamReader errors)
    {
        var complaint = new StringBuilder();
        while (await errors.ReadLineAsync() is { } line)
        {
            if (complaint.Length + line.Length < MaxComplaint)
            {
                complaint.Append(complaint.Length == 0 ? "" : " ").Append(line.Trim());
            }
        }

        return complaint.Length == 0 ? "it did not say why" : complaint.ToString();
    }
}
