"""Signs that LaTeX with 8-bit fonts (OT1, T1) prints in formulas only, each with the formula that prints it.

``tools/shared_facts.py`` writes them into the scripts.
"""

from __future__ import annotations

# Pairs of a sign and its formula.
FORMULAS_OF_SIGNS = r"""
α \alpha  β \beta  γ \gamma  δ \delta  ε \varepsilon  ζ \zeta  η \eta  θ \theta  ι \iota  κ \kappa
λ \lambda  μ \mu  ν \nu  ξ \xi  π \pi  ρ \rho  σ \sigma  τ \tau  υ \upsilon  φ \varphi  χ \chi
ψ \psi  ω \omega  Γ \Gamma  Δ \Delta  Θ \Theta  Λ \Lambda  Ξ \Xi  Π \Pi  Σ \Sigma  Υ \Upsilon
Φ \Phi  Ψ \Psi  Ω \Omega  ϕ \phi  ϵ \epsilon  ϑ \vartheta  ς \varsigma  µ \mu  ≤ \leq  ≥ \geq
≠ \neq  ≈ \approx  ∼ \sim  ≡ \equiv  ≪ \ll  ≫ \gg  ∝ \propto  → \rightarrow  ← \leftarrow
↔ \leftrightarrow  ⇒ \Rightarrow  ⇐ \Leftarrow  ⇔ \Leftrightarrow  ↑ \uparrow  ↓ \downarrow
↦ \mapsto  × \times  ± \pm  ∓ \mp  · \cdot  ÷ \div  ° ^\circ  ∞ \infty  ∈ \in  ∉ \notin  ∋ \ni
⊂ \subset  ⊃ \supset  ⊆ \subseteq  ⊇ \supseteq  ∪ \cup  ∩ \cap  ∀ \forall  ∃ \exists  ∇ \nabla
∂ \partial  ∑ \sum  ∏ \prod  √ \surd  ∫ \int  ⊗ \otimes  ⊕ \oplus  ⊥ \perp  ⊤ \top  ⊢ \vdash
⊨ \models  ∧ \wedge  ∨ \vee  ¬ \neg  ∅ \emptyset  ∘ \circ  ⋆ \star  ★ \star  ∗ \ast  • \bullet
ℓ \ell  ℏ \hbar  ℵ \aleph  ⟨ \langle  ⟩ \rangle  ⌈ \lceil  ⌉ \rceil  ⌊ \lfloor  ⌋ \rfloor  ♯ \sharp
♭ \flat  ♮ \natural  ♠ \spadesuit  ♣ \clubsuit  ♥ \heartsuit  ♦ \diamondsuit  △ \triangle  ⋅ \cdot
⋯ \cdots  ∥ \parallel  ∣ \mid  ′ \prime  ″ \prime\prime  − -  ⁰ ^{0}  ¹ ^{1}  ² ^{2}  ³ ^{3}  ⁴ ^{4}
⁵ ^{5}  ⁶ ^{6}  ⁷ ^{7}  ⁸ ^{8}  ⁹ ^{9}  ⁺ ^{+}  ⁻ ^{-}  ⁿ ^{n}  ₀ _{0}  ₁ _{1}  ₂ _{2}  ₃ _{3}
₄ _{4}  ₅ _{5}  ₆ _{6}  ₇ _{7}  ₈ _{8}  ₉ _{9}  ₊ _{+}  ₋ _{-}
"""  # noqa: RUF001
