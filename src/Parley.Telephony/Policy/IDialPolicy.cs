namespace Parley.Telephony.Policy;

/// <summary>Decides whether a call may be placed at all: countries, hours, budgets.</summary>
public interface IDialPolicy
{
    /// <summary>Judges a destination. Asked before anything else is done, and again for each address that a redirect leads to.</summary>
    /// <param name="call">Who is to be called.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when the call may be placed, else why it may not.</returns>
    ValueTask<DialRefused?> RefuseAsync(DialDestination call, CancellationToken cancellationToken);
}
