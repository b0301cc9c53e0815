using Parley.Samples.Inbound;
using Parley.Samples.Outbound;
using Parley.Server.Hosting;

namespace Parley.Cli.Bundled;

/// <summary>The agents that the command brings along: those of the folder <c>samples</c>.</summary>
internal static class BundledAgents
{
    /// <summary>Adds <c>outbound</c> and <c>inbound</c>.</summary>
    public static IParleyBuilder AddBundledAgents(this IParleyBuilder builder) => builder
        .AddAgent<OutboundAgent>("outbound")
        .AddAgent<InboundAgent>("inbound");
}
