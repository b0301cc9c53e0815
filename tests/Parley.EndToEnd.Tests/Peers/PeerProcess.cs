using System.Diagnostics;
using System.Text;

namespace Parley.EndToEnd.Tests.Peers;

/// <summary>A program that runs beside a test, with its output kept and its end guaranteed.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly List<(string Text, TaskCompletionSource<string> Seen)> _awaited = [];

    private PeerProcess(Process process) => _process = process;

    /// <summary>What the program printed so far, both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its name on the PATH; a missing one fails the test with what to install.</param>
    /// <param name="folder">Its working folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables set for it.</param>
    public static PeerProcess Start(string program, string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var peer = new PeerProcess(new Process { StartInfo = start });
        peer._process.OutputDataReceived += (_, e) => peer.Take(e.Data);
        peer._process.ErrorDataReceived += (_, e) => peer.Take(e.Data);
        try
        {
            peer._process.Start();
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new InvalidOperationException($"'{program}' could not be started ({fault.Message}). ./test.sh installs it.", fault);
        }

        peer._process.BeginOutputReadLine();
        peer._process.BeginErrorReadLine();
        return peer;
    }

    /// <summary>Waits for a line that contains the text, also one printed already.</summary>
    public async Task<string> WaitForLineAsync(string text, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_output)
        {
            var line = _output.ToString().Split('\n').FirstOrDefault(l => l.Contains(text, StringComparison.Ordinal));
            if (line is not null)
            {
                return line;
            }

            _awaited.Add((text, seen));
        }

        var exit = _process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(seen.Task, exit, Task.Delay(timeout, TimeProvider.System, cancellationToken));
        return first == seen.Task
            ? await seen.Task
            : throw new InvalidOperationException($"{_process.StartInfo.FileName} did not print '{text}' ({(first == exit ? "it ended" : $"within {timeout}")}). It printed:\n{Output}");
    }

    /// <summary>Waits for the program to end by itself.</summary>
    /// <returns>Its exit status.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(timeout, cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Sends a POSIX signal, e.g. INT for Ctrl-C.</summary>
    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{_process.Id}"]).WaitForExit();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Append(line).Append('\n');
            foreach (var (text, seen) in _awaited)
            {
                if (line.Contains(text, StringComparison.Ordinal))
                {
                    seen.TrySetResult(line);
                }
            }
        }
    }
}
