using Parley.Telephony.Policy;

namespace Parley.Telephony.Tests.Calls;

/// <summary>A policy that is one function.</summary>
internal sealed class FakePolicy(Func<DialDestination, string?> refuse) : IDialPolicy
{
    public ValueTask<DialRefused?> RefuseAsync(DialDestination call, CancellationToken cancellationToken) =>
        new(refuse(call) is { } text ? new DialRefused(DialRefusal.Policy, text) : null);
}
