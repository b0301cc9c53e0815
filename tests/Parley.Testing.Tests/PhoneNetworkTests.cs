using Parley.Agents;
using Parley.Samples.Outbound;
using Parley.Server.Hosting;
using Parley.Simulation.Personas;
using Parley.Telephony.Outcomes;

namespace Parley.Testing.Tests;

public sealed class PhoneNetworkTests
{
    [Fact]
    public async Task DisposeAsync_NetworkThatNeverRan_DoesNothing()
    {
        var network = PhoneNetwork.CreateVirtual(seed: 1);

        await network.DisposeAsync();
        await network.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => network.RunAsync(_ => Task.CompletedTask, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task RunAsync_Person_TalksWithTheAgent()
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 7, n => n.AddAgent<OutboundAgent>("outbound"));

        var call = await network.RunAsync("outbound", PhoneBook.Default["+15551230001"], TestContext.Current.CancellationToken);

        Assert.Null(call.Error);
        Assert.Equal(CallEnding.Completed, call.Outcome?.Ending);
        Assert.Contains(call.Events, e => e is AnswerDetected);
        Assert.Contains(call.Events, e => e is BotTranscript);
        Assert.NotEmpty(call.Sip);
    }
}
