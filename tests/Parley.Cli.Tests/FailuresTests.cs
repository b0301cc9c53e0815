using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;

namespace Parley.Cli.Tests;

public sealed class FailuresTests
{
    [Fact]
    public async Task Report_PortInUse_NamesThePort()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var app = ParleyHost.CreateBuilder(null, $"http://127.0.0.1:{port}").Build();
        var error = new StringWriter();

        var code = await Failures.ReportAsync(
            async () =>
            {
                await app.StartAsync(TestContext.Current.CancellationToken);
                return 0;
            },
            error);

        Assert.Equal(1, code);
        Assert.Equal(
            $"parley: Port {port} is in use: another program listens on http://127.0.0.1:{port}. Stop it, or choose another address with --urls http://127.0.0.1:PORT",
            error.ToString().Trim());
    }

    [Fact]
    public async Task Report_Bug_IsNotHidden()
        => await Assert.ThrowsAsync<InvalidOperationException>(() => Failures.ReportAsync(() => throw new InvalidOperationException("bug"), TextWriter.Null));
}
