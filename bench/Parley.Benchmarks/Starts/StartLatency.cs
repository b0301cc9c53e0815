using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Parley.Benchmarks.Starts;

/// <summary>
/// How long <c>POST /v1/public/{agent}/start</c> takes through HTTP at so many starts a second, whatever the ones before take (an open loop). The server is the command
/// <c>parley serve</c> in a process of its own; each session dials a line of the simulated carrier that is busy, so that sessions begin and end at the same rate.
/// </summary>
internal static class StartLatency
{
    private const string PublicKey = "pk_00000000000000000000000000000001";
    private const string PrivateKey = "sk_00000000000000000000000000000001";
    private const string Body = """{"createDailyRoom":true,"dailyRoomProperties":{"enable_dialout":true},"body":{"dialout_settings":[{"phoneNumber":"+15551230003"}]}}""";

    /// <summary>Runs <c>start [starts a second] [seconds]</c>.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var (rate, seconds) = arguments is [var perSecond, var duration]
            ? (int.Parse(perSecond, CultureInfo.InvariantCulture), int.Parse(duration, CultureInfo.InvariantCulture))
            : (50, 20);
        var folder = Directory.CreateTempSubdirectory("parley-start-").FullName;
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{FreePort()}"), Timeout = TimeSpan.FromSeconds(60) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PublicKey);
        using var server = Serve(http.BaseAddress, folder);
        try
        {
            await UntilReadyAsync(http, server);
            await MeasureAsync(http, 10, 3);   // The code is compiled twice over before it is as fast as it gets.
            var before = server.TotalProcessorTime;
            var answers = await MeasureAsync(http, rate, seconds);
            server.Refresh();
            Report(rate, seconds, answers, server.TotalProcessorTime - before);
            return answers.All(a => a.Status == 200) ? 0 : 1;
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<(int Status, TimeSpan Took)>> MeasureAsync(HttpClient http, int rate, int seconds)
    {
        var (clock, interval) = (TimeProvider.System, TimeSpan.FromSeconds(1.0 / rate));
        var (began, running) = (clock.GetTimestamp(), new List<Task<(int, TimeSpan)>>());
        for (var i = 0; i < rate * seconds; i++)
        {
            var due = (interval * i) - clock.GetElapsedTime(began);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, clock);
            }

            running.Add(StartAsync(http, began, interval * i));
        }

        return await Task.WhenAll(running);
    }

    /// <summary>One start, timed from when it was due, so that a late client counts against the figure and not for it.</summary>
    private static async Task<(int Status, TimeSpan Took)> StartAsync(HttpClient http, long began, TimeSpan due)
    {
        using var content = new StringContent(Body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("/v1/public/outbound/start", UriKind.Relative), content);
        await response.Content.ReadAsByteArrayAsync();
        return ((int)response.StatusCode, TimeProvider.System.GetElapsedTime(began) - due);
    }

    private static void Report(int rate, int seconds, IReadOnlyList<(int Status, TimeSpan Took)> answers, TimeSpan cpu)
    {
        var took = answers.Select(a => a.Took.TotalMilliseconds).Order().ToList();
        string At(double share) => took[Math.Min(took.Count - 1, (int)(share * took.Count))].ToString("0.0", CultureInfo.InvariantCulture);
        Console.WriteLine("| starts | answered 200 | p50 | p90 | p99 | max | CPU of the server per start, its call included |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {rate} a second for {seconds} s | {answers.Count(a => a.Status == 200)} of {answers.Count} | {At(0.5)} ms | {At(0.9)} ms | {At(0.99)} ms | {took[^1]:0.0} ms | {cpu.TotalMilliseconds / answers.Count:0.0} ms |"));
    }

    private static Process Serve(Uri url, string folder)
    {
        var command = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Parley.Cli/release/parley.dll"));
        var start = new ProcessStartInfo("dotnet", [command, "serve", "--urls", $"{url}"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["Parley__Keys__Public__0"] = PublicKey,
            ["Parley__Keys__Private__0"] = PrivateKey,
            ["Parley__Storage__ConnectionString"] = $"Data Source={Path.Combine(folder, "parley.db")}",
            ["Parley__Sip__Listen__0"] = "127.0.0.1:0",
            ["Parley__Recording__Folder"] = Path.Combine(folder, "recordings"),
            ["Parley__Simulator__Enabled"] = "true",
        })
        {
            start.Environment[key] = value;
        }

        var server = Process.Start(start)!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        return server;
    }

    private static async Task UntilReadyAsync(HttpClient http, Process server)
    {
        while (!server.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
                if (answer.StatusCode is HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        throw new InvalidOperationException("The server ended at its start.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
