using Parley.Sip.Messages;
using Parley.Sip.Tests.Fakes;

namespace Parley.Sip.Tests.UserAgents;

public class SipEndpointTests
{
    [Fact]
    public void Received_AWatcherFails_TheNextMessageIsTaken() => VirtualWorld.Run(async world =>
    {
        var network = new FakeNetwork(world);
        await using var alice = new SipEndpoint(network.Bind("10.0.0.1:5060"), timeProvider: world.Time);
        await using var bob = new SipEndpoint(network.Bind("10.0.0.2:5060"), new() { Watcher = new FailsOnce() }, world.Time);
        await alice.StartAsync(TestContext.Current.CancellationToken);
        await bob.StartAsync(TestContext.Current.CancellationToken);

        var options = new SipRequest(SipMethods.Options, SipUri.Parse("sip:bob@10.0.0.2"));
        options.Headers.Add(SipHeaderNames.From, "<sip:alice@10.0.0.1>");
        options.Headers.Add(SipHeaderNames.To, "<sip:bob@10.0.0.2>");
        var response = await alice.SendAsync(options, bob.LocalEndPoint, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(200, response.Status);
    });

    private sealed class FailsOnce : ISipWatcher
    {
        private bool _failed;

        public void Saw(in SipSighting message)
        {
            if (!_failed)
            {
                _failed = true;
                throw new InvalidOperationException("a bug");
            }
        }
    }
}
